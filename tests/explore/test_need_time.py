"""A need through time: its lanes are the readings of the analysis, on whatever day is asked for."""

import csv
import io
import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from iisg.access.acting import acting_as
from iisg.analysis.coverage import coverage
from iisg.analysis.steps import steps
from iisg.explore.need_time import Step, cut_before
from iisg.needs.models import Need
from iisg.responses.models import ClaimPartner
from iisg.responses.portfolio import portfolio_around
from tests.explore.page import DAY
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, SECRETARIAT, VISITOR, client, person

pytestmark = pytest.mark.django_db
ON = date.fromisoformat(DAY)
SERVED, PLANNED, DISPUTED = "N-CT-004", "N-CT-040", "N-BS-901"


def page(code: str, on: str = DAY, who: str = SECRETARIAT) -> Any:
    return client(who).get(f"/needs/{code}/?on={on}")


def lanes_of(code: str, on: str = DAY) -> dict[tuple[str, str], list[Step]]:
    return {
        (line.of.partner_id, lane.reading): lane.steps
        for line in page(code, on).context["lines"]
        for lane in line.lanes
    }


def steps_of(code: str, reading: str) -> dict[str, list[Step]]:
    with acting_as(person(SECRETARIAT).pk):
        found = steps(portfolio_around([code], with_demonstration=True), reading).to_dicts()
    by_partner: dict[str, list[Step]] = {}
    for row in found:
        by_partner.setdefault(row["partner"], []).append(
            Step(row["from_day"], row["to_day"], row["point"], row["band"])
        )
    return by_partner


@pytest.mark.parametrize("code", [SERVED, PLANNED, DISPUTED])
def test_the_strict_lane_is_always_there_and_another_only_where_it_says_something_else(code: str) -> None:
    strict, claimed, planned = (steps_of(code, reading) for reading in ("strict", "claimed", "planned"))
    expected = {(partner, "strict"): found for partner, found in strict.items()}
    expected |= {(p, "claimed"): found for p, found in claimed.items() if found != strict[p]}
    ahead = {p: cut_before(found, ON) for p, found in planned.items()}
    expected |= {(p, "planned"): found for p, found in ahead.items() if found != cut_before(strict[p], ON)}
    assert lanes_of(code) == expected
    assert {reading for _, reading in expected} == {
        SERVED: {"strict"}, PLANNED: {"strict", "planned"}, DISPUTED: {"strict", "claimed"}
    }[code]  # fmt: skip


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@given(st.lists(days, unique=True, max_size=6).map(sorted), days)
def test_what_is_cut_off_is_what_lies_before_the_day(changes: list[date], day: date) -> None:
    firsts: list[date | None] = [None, *changes]
    lasts: list[date | None] = [*(change - timedelta(1) for change in changes), None]
    whole = [Step(first, last, n / 8, "none") for n, (first, last) in enumerate(zip(firsts, lasts, strict=True))]
    ahead = cut_before(whole, day)
    assert ahead[0].first == day
    for later in (day, day + timedelta(1), *changes):
        assert [s.point for s in ahead if s.holds(later)] == [s.point for s in whole if s.holds(later) and later >= day]


@pytest.mark.parametrize("on", ["2019-05-01", DAY, "2028-02-29"])
def test_each_partner_stands_where_the_analysis_says_on_the_day_asked_for(on: str) -> None:
    with acting_as(person(SECRETARIAT).pk):
        rows = coverage(portfolio_around([SERVED]), date.fromisoformat(on)).to_dicts()
    lines = page(SERVED, on).context["lines"]
    assert {line.of.partner_id: line.figures for line in lines} == {row["partner"]: row for row in rows}
    assert {line.of.partner_id: line.planned.band for line in lines} == {r["partner"]: r["planned_band"] for r in rows}


def test_the_page_says_which_day_it_shows_and_asks_nobody_on_another_day() -> None:
    today = client(OFFICER_AL).get(f"/needs/{SERVED}/")
    past, ahead = page(SERVED, "2019-05-01", OFFICER_AL), page(SERVED, "2050-01-01", OFFICER_AL)
    assert [bool(answer.context["asked"]) for answer in (today, past, ahead)] == [True, False, False]
    assert "<b>On 1 May 2019, a past day:</b>" in past.text
    assert "<b>On 1 Jan 2050, a day ahead:</b>" in ahead.text
    assert ", today: " in today.text
    wrong = page(SERVED, "yesterday")
    assert (wrong.context["on"], wrong.context["problem"][:24]) == (wrong.context["today"], "“yesterday” is not a day")


def test_the_summary_names_the_next_gap_and_what_opens_it() -> None:
    said = page(SERVED).context["said"]
    assert said == [
        "1 covered and 5 marginal of 6 partners.",
        "The next gap opens on 1 Jan 2027 in Albania, when “Action against Economic Crime in Albania - Phase III” "
        "(R-SC-008) ends.",
    ]
    cell = re.search(r'<span class="falls">.*?1 Jan 2027</span><br><small>when <a href="([^"]+)"', page(SERVED).text)
    assert cell and cell[1] == "/responses/R-SC-008/"


def test_a_range_is_shown_with_its_figures_only_where_the_claims_leave_doubt() -> None:
    lines = page(SERVED).context["lines"]
    doubtful = [f"{line.figures['low']:.2f} to {line.figures['high']:.2f}" for line in lines if line.is_doubtful]
    assert doubtful == ["0.75 to 1.00"]
    assert re.findall(r'<svg class="range".*?</svg> <small>([^<]+)</small>', page(SERVED).text) == doubtful


def test_a_dispute_sets_both_readings_side_by_side() -> None:
    with acting_as(person(SECRETARIAT).pk):
        ClaimPartner.objects.filter(need__code=SERVED).update(word="disputes", remark="No")
    albania = page(SERVED).context["lines"][0]
    assert [lane.reading for lane in albania.lanes] == ["strict", "claimed"]
    assert (albania.band, albania.figures["claimed_band"]) == ("none", "covered")
    assert page(SERVED).context["said"] == [
        "6 open of 6 partners.",
        "A dispute makes the claimant’s reading differ in Albania, Bosnia and Herzegovina, Kosovo*, Montenegro, North "
        "Macedonia and Serbia.",
    ]


def test_the_files_hold_the_lanes_of_the_page() -> None:
    browser, expected = client(AGENCY), lanes_of(PLANNED)
    found = json.loads(browser.get(f"/members/needs/{PLANNED}/coverage.json?on={DAY}").content)
    rows = list(csv.DictReader(io.StringIO(browser.get(f"/members/needs/{PLANNED}/coverage.csv?on={DAY}").text)))
    assert [{k: str(v or (v if v == 0 else "")) for k, v in row.items()} for row in found] == rows
    assert [(r["partner"], r["reading"], r["band"], r["point"]) for r in found] == [
        (*lane, step.band, step.point) for lane, through in expected.items() for step in through
    ]


def test_the_picture_stands_alone_and_says_day_level_and_footnote() -> None:
    answer = client(AGENCY).get(f"/members/needs/{SERVED}/coverage.svg?on={DAY}")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="coverage-{SERVED}-{DAY}-TLP-GREEN.svg"'
    words = ["as on 30 Jun 2026", "TLP:GREEN", "Kosovo*", "UNSCR 1244/1999", "Gap opens 1 Jan 2027"]
    assert [word for word in words if word not in answer.text] == []


@pytest.mark.parametrize("ending", ["csv", "json", "svg"])
def test_files_of_hidden_and_absent_needs_are_not_found_and_visitors_sign_in(ending: str) -> None:
    addresses = [f"/members/needs/{code}/coverage.{ending}" for code in ("N-CT-902", "N-NONE-1")]
    assert [client(DONOR).get(address).status_code for address in addresses] == [404, 404]
    assert client(SECRETARIAT).get(addresses[0]).status_code == 200
    assert client(VISITOR).get(addresses[0]).status_code == 302


def test_a_need_of_six_partners_takes_as_many_queries_as_one_of_one() -> None:
    browser = client(BOARD)
    with acting_as(person(BOARD).pk):
        alone = next(need.code for need in Need.objects.filter(cycle="2025-2026") if len(need.named) == 1)
    counts = []
    for code in (alone, SERVED):
        with CaptureQueriesContext(connection) as queries:
            browser.get(f"/members/needs/{code}/coverage.svg")
        counts.append(len(queries))
    assert counts[0] == counts[1]
