"""The working report and the page of synergies leave out the same pairs, and for as long."""

from datetime import date

import pytest

from iisg.access.acting import acting_as
from iisg.reports.content import Paragraph, Report, plain
from iisg.reports.records import report_of
from iisg.responses.models import Response
from tests.people import DONOR, OFFICER_RS, SECRETARIAT, client, person
from tests.reports.conftest import DAY
from tests.reports.reading import texts_of

pytestmark = pytest.mark.django_db
A, B = "R-BS-006", "R-SC-003"  # led by DG NEAR and by GIZ
REASON = "Different border sections"


def report_for(name: str) -> Report:
    by = person(name)
    with acting_as(by.pk):
        return report_of("2025-2026", DAY)


def counted(report: Report) -> int:
    """How many pairs the chapter says there are to act on."""
    (chapter,) = [chapter for chapter in report.chapters if chapter.id == "synergies"]
    lead = next(plain(block.text) for block in chapter.blocks if isinstance(block, Paragraph))
    return int(lead.partition(" ")[0].replace(",", ""))


def listed(name: str) -> int:
    return int(client(name).get(f"/members/synergies/?on={DAY}").context["total"])


def decide(decision: str, version: int = 0) -> None:
    fields = {"decision": decision, "reason": REASON, "version": version}
    assert client(SECRETARIAT).post(f"/members/synergies/{A}/with/{B}/?on={DAY}", fields).status_code == 302


@pytest.mark.parametrize("decision", ["dismissed", "merged"])
def test_a_settled_pair_is_left_out_until_a_record_changes_as_on_the_page(decision: str) -> None:
    before = counted(report_for(DONOR))
    decide(decision)
    settled = report_for(DONOR)
    assert counted(settled) == listed(DONOR) == before - 1
    said = texts_of(settled)
    assert [form for form, text in said.items() if f"1 pair settled by the owners (1 {decision})" not in text] == []
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
    assert "settled by the owners" in texts_of(report_for(SECRETARIAT))["html"]
    assert "settled by the owners" not in texts_of(report_for(OFFICER_RS))["html"]
