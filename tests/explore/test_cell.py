"""An opened cell says why: what it says can be reckoned again, and it is of its reader's rows only."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from math import prod

import pytest

from iisg.access.acting import acting_as
from iisg.analysis.coverage import coverage, openers
from iisg.analysis.portfolio import Portfolio, frame_of
from iisg.explore.cell import Opened, judge, open_cell, step_on
from iisg.explore.matrix import find_falls
from iisg.explore.visible import visible_in
from iisg.needs.models import Need
from tests.explore.page import DAY, read
from tests.explore.planted import plant_demonstration_claim
from tests.people import AGENCY, OFFICER_RS, SECRETARIAT, client, person

pytestmark = pytest.mark.django_db
ON = date.fromisoformat(DAY)
CYCLE = "2025-2026"
HTMX = {"HX-Request": "true"}


def opened(need: str, partner: str, reading: str = "strict") -> Opened:
    with acting_as(person(SECRETARIAT).pk):
        found = open_cell(Need.objects.get(code=need), partner, ON, reading)
    assert found is not None
    return found


@pytest.mark.parametrize("reading", ["strict", "claimed"])
def test_the_degrees_of_every_cell_give_its_figures(reading: str) -> None:
    with acting_as(person(SECRETARIAT).pk):
        visible = visible_in(CYCLE)
    for portfolio in (visible.real, visible.demonstration):
        for row in coverage(portfolio, ON).to_dicts()[::7]:
            of_need = replace(portfolio, claims=portfolio.claims.filter(need=row["need"]))
            degrees = judge(of_need, row["partner"], ON, reading)[1]
            point = 1 - prod((1 - degree for degree in degrees), start=Decimal(1))
            assert round(float(point), 6) == row["point" if reading == "strict" else "claimed_point"]
            if reading == "strict":
                assert float(max(degrees, default=Decimal(0))) == row["low"]
                assert float(min(Decimal(1), sum(degrees, Decimal(0)))) == row["high"]


@pytest.mark.parametrize(("need", "partner"), [("N-CT-004", "AL"), ("N-BS-001", "AL"), ("N-CT-040", "BA")])
@pytest.mark.parametrize("reading", ["strict", "claimed", "planned"])
def test_the_arithmetic_in_words_is_true(need: str, partner: str, reading: str) -> None:
    cell = opened(need, partner, reading)
    said, *degrees = re.findall(r"Coverage ([\d.]+) =|\(1 − ([\d.]+)\)", cell.arithmetic) or [("0", "")]
    point = 1 - prod((1 - Decimal(degree) for _, degree in degrees), start=Decimal(1))
    assert Decimal(said[0]) == point == Decimal(str(cell.now["point"]))
    assert cell.now["band"] == cell.cell.band


def test_the_day_of_the_gap_and_what_opens_it_are_named() -> None:
    page = client(AGENCY).get(f"/members/cell/N-CT-004/AL/?on={DAY}").content
    (note,) = read(page, "claims", "gap-note").found
    assert note == (
        "Gap opens on 1 Jan 2027 Action against Economic Crime in Albania - Phase III ends the day before; coverage "
        "then falls to marginal (0.25). No successor is planned."
    )


def test_every_gap_of_the_matrix_has_its_date_and_its_opening_responses_here() -> None:
    with acting_as(person(SECRETARIAT).pk):
        portfolio = visible_in(CYCLE).real
    falls = [row for row in coverage(portfolio, ON).to_dicts() if row["gap_opens_on"]][::12]
    ending = openers(portfolio, coverage(portfolio, ON)).to_dicts()
    for row in falls:
        cell = opened(row["need"], row["partner"])
        codes = [o["response"] for o in ending if (o["need"], o["partner"]) == (row["need"], row["partner"])]
        assert (cell.gap_opens_on, [code for code, _ in cell.opening]) == (row["gap_opens_on"], codes)
        assert cell.after == step_on(cell.steps, row["gap_opens_on"])


@pytest.mark.parametrize(("need", "partner"), [("N-CT-004", "AL"), ("N-CT-040", "BA"), ("N-BS-901", "RS")])
@pytest.mark.parametrize("reading", ["strict", "claimed", "planned"])
def test_the_three_readings_stand_side_by_side_whichever_is_shown(need: str, partner: str, reading: str) -> None:
    cell = opened(need, partner, reading)
    figures = cell.cell.figures
    found = {r.name: (r.step["band"], float(r.low), float(r.high), r.falls_on) for r in cell.readings}
    assert list(found) == ["strict", "claimed", "planned"]
    assert found["strict"] == tuple(figures[name] for name in ("band", "low", "high", "gap_opens_on"))
    assert (found["claimed"][0], found["planned"][0]) == (figures["claimed_band"], figures["planned_band"])
    with acting_as(person(SECRETARIAT).pk):
        visible = visible_in(CYCLE)
        portfolio = visible.demonstration if need in visible.demo else visible.real
    falls = {name: find_falls(portfolio, ON, name).get((need, partner)) for name in found}
    assert {name: row[3] for name, row in found.items()} == falls


def planted() -> Portfolio:
    """A programme with a component, a planned, an ended, a cancelled and a disputed response, all claiming N."""
    now = {"start_date": date(2025, 1, 1), "end_date": date(2027, 12, 31), "status": "ongoing"}
    responses = [
        {"code": "R-P", **now},
        {"code": "R-C", **now, "part_of": "R-P"},
        {"code": "R-L", "start_date": date(2027, 1, 1), "end_date": date(2028, 12, 31), "status": "planned"},
        {"code": "R-E", "start_date": date(2020, 1, 1), "end_date": date(2021, 12, 31), "status": "completed"},
        {"code": "R-X", **now, "status": "cancelled"},
        {"code": "R-D", **now},
    ]
    words = {"R-D": "disputes"}
    degrees = {"R-P": "partly", "R-C": "largely", "R-L": "fully"}
    claims = [
        {"code": f"C-{r['code']}", "need": "N", "response": r["code"], "partners": ["AL"],
         "degree": degrees.get(str(r["code"]), "marginally"), "partner_word": words.get(str(r["code"]), "silent")}
        for r in responses
    ]  # fmt: skip
    need = {"code": "N", "pillar": "WBCTi", "partners": ["AL"], "priority": "high"}
    return Portfolio(
        needs=frame_of("needs", [need]),
        responses=frame_of("responses", responses),
        claims=frame_of("claims", claims),
        approaches=frame_of("approaches"),
    )


READINGS = {
    "strict": ({"C-R-L": "planned", "C-R-D": "disputed"}, ["0.75"]),
    "claimed": ({"C-R-L": "planned", "C-R-D": "counts"}, ["0.75", "0.25"]),
    "planned": ({"C-R-L": "counts", "C-R-D": "disputed"}, ["1", "0.75"]),
}


@pytest.mark.parametrize("reading", READINGS)
def test_each_claim_has_one_state_and_a_family_counts_once(reading: str) -> None:
    states, degrees = judge(planted(), "AL", ON, reading)
    fixed = {"C-R-C": "counts", "C-R-P": "counted_once", "C-R-E": "ended", "C-R-X": "stopped"}
    expected, numbers = READINGS[reading]
    assert states == fixed | expected
    assert degrees == [Decimal(number) for number in numbers]


def test_a_demonstration_claim_is_shown_and_does_not_count() -> None:
    before = opened("N-CT-004", "AL")
    plant_demonstration_claim("N-CT-004", "AL")
    after = opened("N-CT-004", "AL")
    assert (after.degrees, after.cell.band) == (before.degrees, before.cell.band)
    assert [line.claim.code for line in after.lines if line.state == "demonstration"] == ["C-DEMO-1"]


def test_htmx_gets_one_row_and_others_a_page_with_the_same() -> None:
    browser = client(AGENCY)
    row = browser.get(f"/members/cell/N-CT-004/AL/?on={DAY}", headers=HTMX)
    page = browser.get(f"/members/cell/N-CT-004/AL/?on={DAY}")
    assert row.content.split()[:2] == [b"<tr", b'class="opened"><td']
    assert read(row.content, "claims").rows == read(page.content, "claims").rows
    assert page.headers["Vary"] == "HX-Request, Cookie"
    assert [response.content.count(b"<h1") for response in (row, page)] == [0, 1]


def test_the_claims_table_says_what_was_claimed_and_what_the_partner_said() -> None:
    page = client(SECRETARIAT).get(f"/members/cell/N-BS-901/RS/?on={DAY}").content
    assert [row["cells"] for row in read(page, "claims").rows[1:]] == [
        [
            "Disputed",
            "Demonstration: loan of document readers for summer traffic Demonstration Frontex: “Document readers help "
            "the checks; no joint drill is planned, which is what the need asks for.”",
            "May 2026 – Sep 2027",
            "Partly 0.50",
            "a claim is disputed Disputes",
        ]
    ]


@pytest.mark.parametrize("path", ["N-CT-901/AL", "N-NONE/AL", "N-CT-006/AL", "N-CT-004/BG", "%00/AL", "N-CT-004/%00"])
def test_hidden_and_absent_cells_answer_alike(path: str) -> None:
    browser = client(OFFICER_RS)
    assert browser.get(f"/members/cell/{path}/").status_code == 404
    assert client(SECRETARIAT).get("/members/cell/N-CT-901/AL/").status_code == 200
