"""Records that a journey starts from. They do not depend on the day, nor on what the sample happens to leave open."""

from datetime import date
from decimal import Decimal

from iisg.access.acting import acting_as
from iisg.framework.models import Cycle, Pillar
from iisg.members.models import Organisation
from iisg.needs.models import Need
from iisg.reports.actions import prepare_edition
from iisg.responses.actions import add_claim, add_response
from iisg.scenarios import actions as assume
from iisg.scenarios.models import Candidate
from tests.needs.rows import made_by
from tests.people import DONOR, SECRETARIAT, person


def open_need(title: str = "Read documents at the posts", pillar: str = "WBCSCi") -> Need:
    """For Albania and Kosovo*, and claimed by nobody."""
    return made_by(person(SECRETARIAT), title=title, pillar=pillar)


def claimed_need() -> tuple[Need, str]:
    """Served in Albania by one response of the donor, largely; and the code of that claim."""
    need, by = open_need(), person(DONOR)
    with acting_as(by.pk):
        own = Organisation.objects.get(pk=by.organisation_id)
        fields = {
            "title": "Readers",
            "pillar": Pillar.objects.get(code="WBCSCi"),
            "status": "ongoing",
            "level": "public",
        }
        response = add_response(by=by, fields=fields, parties={"lead": [own]}, partners={"AL": None})
        claim = add_claim(by=by, need=need, response=response, degree="largely", partners=["AL"])
        return need, claim.code


def scenario() -> tuple[str, str]:
    """Of the Secretariat: an imagined response that serves a need, and candidates for an envelope. And that change."""
    by, day = person(SECRETARIAT), date(2027, 6, 30)
    with acting_as(by.pk):
        found = assume.add_scenario(by=by, title="One more year", cycle=Cycle.objects.get(code="2025-2026"), on=day)
        fields = {"title": "Laboratories", "partners": ["AL"], "start_date": day, "end_date": date(2028, 12, 31)}
        change = assume.add_change(found, by=by, kind="imagine", fields=fields)
        need = Need.objects.filter(of_partners__partner="AL", cycle="2025-2026", is_demo=False).order_by("code")[0]
        assume.add_claim(change, by=by, need=need, partners=["AL"], degree="partly")
        line = Candidate(code="A-1", title="Readers", cost_eur=5, need=need, partner="AL", degree="fully")
        assume.set_candidates(found, by=by, version=1, envelope=Decimal(9), candidates=[line])
        return found.code, change.code


def draft_edition() -> None:
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        cycle = Cycle.objects.get(code="2025-2026")
        prepare_edition(by=by, cycle=cycle, day=date(2026, 6, 30), is_demonstration=True)
