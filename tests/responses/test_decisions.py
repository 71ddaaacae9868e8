"""A decision on two responses holds until what it rests on changes in one of them."""

from collections.abc import Callable
from datetime import date

import pytest

from iisg.access.acting import acting_as
from iisg.members.models import Organisation
from iisg.responses.decisions import FIELDS, decide, fingerprint, read_decisions, rows_of, standing_decisions
from iisg.responses.models import About, Decision, Party, Response, Served
from iisg.responses.portfolio import portfolio_of
from tests.people import SECRETARIAT, person

CYCLE = "2025-2026"
A, B = "R-BS-006", "R-SC-003"
CHANGES: dict[str, Callable[[Response], object]] = {
    "partners": lambda of: Served.objects.filter(response=of, partner_id="RS").delete(),
    "approaches": lambda of: Response.objects.filter(pk=of.pk).update(approaches=of.approaches[1:]),
    "start_date": lambda of: Response.objects.filter(pk=of.pk).update(start_date=date(2022, 2, 3)),
    "end_date": lambda of: Response.objects.filter(pk=of.pk).update(end_date=date(2028, 2, 3)),
    "status": lambda of: Response.objects.filter(pk=of.pk).update(status="unknown"),
    "lead": lambda of: Party.objects.create(
        response=of, role="lead", organisation=Organisation.objects.get(short_name="UNODC")
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("of", [A, B])
@pytest.mark.parametrize("name", FIELDS)
def test_each_field_that_a_decision_rests_on_opens_it_again(of: str, name: str) -> None:
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        rows = rows_of(portfolio_of(CYCLE))
        pair = Response.objects.get(code=A), Response.objects.get(code=B)
        rests_on = fingerprint(A, B, rows)
        decide(About.SYNERGY, pair, by=by, version=0, decision=Decision.MERGED, reason="One", rests_on=rests_on)
        Response.objects.filter(code=of).update(title="Another title", budget_note="Another note")
        assert standing_decisions(About.SYNERGY, rows_of(portfolio_of(CYCLE))) == {frozenset((A, B)): "merged"}
        CHANGES[name](Response.objects.get(code=of))
        now = rows_of(portfolio_of(CYCLE))
        assert read_decisions(About.SYNERGY, now)[frozenset((A, B))].changes == (f"the {FIELDS[name]} of {of}",)
        assert standing_decisions(About.SYNERGY, now) == {}
