"""The working report and the page of synergies leave out the same pairs, and for as long."""

from datetime import date

import pytest

from iisg.access.acting import acting_as
from iisg.analysis.words import SYNERGY_WORDS
from iisg.reports.content import Report, Table, plain
from iisg.reports.records import report_of
from iisg.responses.models import Response
from tests.people import DONOR, OFFICER_RS, SECRETARIAT, client, person
from tests.reports.conftest import DAY
from tests.reports.reading import texts_of

pytestmark = pytest.mark.django_db
A, B = "R-BS-006", "R-SC-003"  # led by DG NEAR and by GIZ
KIND = SYNERGY_WORDS["possible_duplication"]
REASON = "Different border sections"


def report_for(name: str) -> Report:
    by = person(name)
    with acting_as(by.pk):
        return report_of("2025-2026", DAY)


def counted(report: Report) -> dict[str, int]:
    """How many pairs the chapter counts of each kind."""
    (table,) = [b for c in report.chapters for b in c.blocks if isinstance(b, Table) and b.id == "synergy-kinds"]
    return {kind: int(number) for kind, _, number in ([plain(cell) for cell in row] for row in table.rows)}


def listed(name: str) -> dict[str, int]:
    tabs = client(name).get(f"/members/synergies/?on={DAY}").context["tabs"]
    return {words: count for words, count, *_ in tabs if words in SYNERGY_WORDS.values()}


def decide(decision: str, version: int = 0) -> None:
    fields = {"decision": decision, "reason": REASON, "version": version}
    assert client(SECRETARIAT).post(f"/members/synergies/{A}/with/{B}/?on={DAY}", fields).status_code == 302


@pytest.mark.parametrize("decision", ["dismissed", "merged"])
def test_a_settled_pair_is_left_out_until_a_record_changes_as_on_the_page(decision: str) -> None:
    before = counted(report_for(DONOR))
    decide(decision)
    settled = report_for(DONOR)
    assert counted(settled) == listed(DONOR) == before | {KIND: before[KIND] - 1}
    said = texts_of(settled)
    assert [form for form, text in said.items() if f"of which the owners {decision} 1." not in text] == []
    assert [form for form, text in said.items() if REASON in text] == []
    with acting_as(person(SECRETARIAT).pk):
        Response.objects.filter(code=A).update(end_date=date(2029, 1, 31))
    assert counted(report_for(DONOR)) == listed(DONOR) == before


def test_a_contacted_pair_stays() -> None:
    before = counted(report_for(DONOR))
    decide("contacted")
    assert counted(report_for(DONOR)) == listed(DONOR) == before


def test_who_does_not_see_both_responses_is_not_told_that_something_was_settled() -> None:
    decide("dismissed")
    with acting_as(person(SECRETARIAT).pk):
        Response.objects.filter(code=A).update(level="secretariat")
    assert "of which the owners dismissed 1." in texts_of(report_for(SECRETARIAT))["html"]
    assert "dismissed" not in texts_of(report_for(OFFICER_RS))["html"]
