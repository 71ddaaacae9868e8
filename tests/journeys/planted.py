"""Records that a journey starts from. They do not depend on the day, nor on what the sample happens to leave open."""

from iisg.access.acting import acting_as
from iisg.framework.models import Pillar
from iisg.members.models import Organisation
from iisg.needs.models import Need
from iisg.responses.actions import add_claim, add_response
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
