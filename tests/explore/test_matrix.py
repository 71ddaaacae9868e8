"""The coverage matrix says what the analysis finds in the rows of its reader, neither more nor less."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import acting_as
from iisg.analysis.coverage import coverage
from iisg.explore import matrix
from iisg.explore.visible import visible_in
from iisg.framework.models import Objective
from iisg.framework.names import PARTNERS
from iisg.needs.models import Need
from iisg.responses.portfolio import portfolio_of
from tests.explore.page import DAY, need_rows, read
from tests.explore.planted import plant_demonstration_claim
from tests.needs.rows import made_by
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, VISITOR, client, person

pytestmark = pytest.mark.django_db
ON = date.fromisoformat(DAY)
CYCLE = "2025-2026"
WORDS = {"covered": "Covered", "partly": "Partly", "marginal": "Marginal", "none": "Open"}
Found = dict[tuple[str, str], dict[str, Any]]


def found_by(name: str, on: date = ON, **how: bool) -> Found:
    """What the analysis says of each cell that this person may see."""
    with acting_as(person(name).pk):
        rows = coverage(portfolio_of(CYCLE, **how), on).to_dicts()
    return {(row["need"], row["partner"]): row for row in rows}


def bands_on_page(name: str, query: str) -> dict[tuple[str, str], str]:
    """The word at the beginning of each cell of the page; partners that a need does not name are left out."""
    page = client(name).get(f"/members/?{query}").content
    cells = {
        (code, partner): text.split()[0]
        for code, texts in need_rows(page).items()
        for partner, text in zip(PARTNERS, texts[4:10], strict=True)
    }
    return {cell: word for cell, word in cells.items() if word != "not"}  # not named


def test_a_visitor_is_sent_to_the_sign_in_and_back() -> None:
    for address in ("/members/", "/members/matrix.csv", "/members/cell/N-CT-004/AL/"):
        assert client(VISITOR).get(address).headers["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("name", [SECRETARIAT, OFFICER_AL, OFFICER_RS, DONOR, AGENCY, BOARD])
def test_each_person_reads_the_bands_that_the_analysis_finds_in_their_rows(name: str) -> None:
    expected = {cell: WORDS[row["band"]] for cell, row in found_by(name, with_demonstration=True).items()}
    assert bands_on_page(name, f"on={DAY}") == expected


@pytest.mark.parametrize(("reading", "band"), [("claimed", "claimed_band"), ("planned", "planned_band")])
def test_another_reading_shows_its_own_bands(reading: str, band: str) -> None:
    expected = {cell: WORDS[row[band]] for cell, row in found_by(SECRETARIAT, with_demonstration=True).items()}
    assert bands_on_page(SECRETARIAT, f"on={DAY}&reading={reading}") == expected


def test_another_day_shows_its_own_bands() -> None:
    expected = {cell: WORDS[row["band"]] for cell, row in found_by(AGENCY, date(2020, 2, 29)).items()}
    assert bands_on_page(AGENCY, "on=2020-02-29") == expected


def test_an_officer_of_one_pillar_sees_fewer_needs_than_the_secretariat() -> None:
    seen = {name: set(need_rows(client(name).get("/members/").content)) for name in (SECRETARIAT, OFFICER_RS)}
    assert seen[SECRETARIAT] - seen[OFFICER_RS] == {"N-CT-901", "N-CT-902", "N-SC-901", "N-BS-901"}
    assert len(seen[OFFICER_RS]) == 141


@pytest.mark.parametrize("name", [SECRETARIAT, OFFICER_RS])
def test_the_sentence_counts_what_is_not_a_demonstration(name: str) -> None:
    rows = found_by(name).values()
    bands = Counter(row["band"] for row in rows)
    falling = sum(row["gap_opens_on"] is not None and row["gap_opens_on"] <= ON + timedelta(365) for row in rows)
    (sentence,) = read(client(name).get(f"/members/?on={DAY}").content).found
    numbers = re.findall(r"\d+", sentence.replace("2025–2026", "").replace("30 Jun 2026", ""))
    demonstrations = ["4"] if name == SECRETARIAT else []
    assert numbers == ["141", str(bands["none"]), str(len(rows)), str(falling), *demonstrations]


def test_demonstration_rows_are_marked_and_counted_nowhere() -> None:
    page = client(SECRETARIAT).get(f"/members/?on={DAY}&q=demonstration").content
    rows = need_rows(page)
    assert sorted(rows) == ["N-BS-901", "N-CT-901", "N-CT-902", "N-SC-901"]
    assert [texts[1].endswith(" Demonstration") for texts in rows.values()] == [True] * 4
    heads = [row["cells"] for row in read(page).rows if "group" in row["class"]]  # type: ignore[operator]
    assert {text for cells in heads for text in cells[1:]} == {"none open", ""}  # type: ignore[index]


def test_a_demonstration_claim_changes_nothing_of_a_real_need() -> None:
    before = bands_on_page(SECRETARIAT, f"on={DAY}")
    need, partner = next(cell for cell, word in before.items() if word == "Open" and cell[1] == "AL")
    plant_demonstration_claim(need, partner)
    assert found_by(SECRETARIAT, with_demonstration=True)[need, partner]["band"] == "covered"
    assert bands_on_page(SECRETARIAT, f"on={DAY}") == before


Row = matrix.Row
FILTERS: dict[str, Callable[[Row], bool]] = {
    "pillar=WBBSi": lambda row: row.pillar == "WBBSi",
    "partner=XK": lambda row: "XK" in row.cells,
    "type=legislative": lambda row: "legislative" in row.need_types,
    "perspective=prevention": lambda row: "prevention" in row.perspective,
    "priority=high": lambda row: row.priority == "high",
    "cells=open": lambda row: any(cell.band == "none" for cell in row.cells.values()),
    "cells=marginal": lambda row: any(cell.band == "marginal" for cell in row.cells.values()),
    "cells=covered&partner=AL": lambda row: "AL" in row.cells and row.cells["AL"].band == "covered",
    "cells=falling": lambda row: any(cell.falls_on for cell in row.cells.values()),
    "cells=disputed": lambda row: any(cell.is_disputed for cell in row.cells.values()),
    "cells=open&partner=RS": lambda row: "RS" in row.cells and row.cells["RS"].band == "none",
    "q=BORDER+police": lambda row: all(word in row.title.lower() for word in ("border", "police")),
    "q=n-ct-00": lambda row: row.code.startswith("N-CT-00"),
}


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_shows_exactly_the_needs_that_match(query: str) -> None:
    with acting_as(person(SECRETARIAT).pk):
        rows = matrix.make_rows(visible_in(CYCLE), ON, "strict")
    expected = {row.code for row in rows if FILTERS[query](row)}
    assert expected
    assert set(need_rows(client(SECRETARIAT).get(f"/members/?on={DAY}&{query}").content)) == expected


def test_groups_follow_the_template_and_needs_without_a_measure_come_last() -> None:
    secretariat = person(SECRETARIAT)
    loose = made_by(secretariat, pillar="WBBSi")
    with acting_as(secretariat.pk):
        objectives = Objective.objects.filter(cycle=CYCLE).order_by("pillar__order", "order", "pk")
        expected = [objective.title for objective in objectives]
    rows = read(client(SECRETARIAT).get("/members/").content).rows
    heads = [str(row["cells"][0]) for row in rows if "group" in row["class"]]  # type: ignore[index,operator]
    assert [head.split("WBBSi ")[-1] for head in heads[-1:]] == ["Without a measure"]
    assert all(head.endswith(title) for head, title in zip(heads[:-1], expected, strict=True))
    assert rows[-1]["id"] == loose.code


def test_the_fall_of_any_reading_is_the_first_lower_step() -> None:
    with acting_as(person(SECRETARIAT).pk):
        portfolio = visible_in(CYCLE).real
    falls = {cell: row["gap_opens_on"] for cell, row in found_by(SECRETARIAT).items() if row["gap_opens_on"]}
    assert matrix.find_falls(portfolio, ON, "strict") == falls


def test_the_download_holds_the_cells_of_the_page() -> None:
    answer = client(OFFICER_AL).get(f"/members/matrix.csv?on={DAY}&pillar=WBCTi&cells=open")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    read_off = {(row["need"], row["partner"]): WORDS[row["band"]] for row in rows}
    assert read_off == bands_on_page(OFFICER_AL, f"on={DAY}&pillar=WBCTi&cells=open")
    with acting_as(person(OFFICER_AL).pk):
        demo = set(Need.objects.filter(is_demo=True).values_list("code", flat=True))
    assert {row["need"] for row in rows if row["demonstration"] == "yes"} == demo & {row["need"] for row in rows}
    assert answer.headers["Content-Disposition"] == f'attachment; filename="coverage-strict-{DAY}-TLP-GREEN.csv"'


def test_the_badge_is_the_highest_level_of_what_is_shown() -> None:
    browser = client(SECRETARIAT)
    assert browser.get("/members/?q=N-CT-001").context["level"] == "members"
    assert browser.get("/members/?q=N-CT-901").context["level"] == "pillar"
    assert browser.get("/members/").context["level"] == "secretariat"


def test_many_needs_take_as_many_queries_as_one() -> None:
    secretariat, browser = person(SECRETARIAT), client(SECRETARIAT)
    browser.get("/members/")
    counts = []
    for more in (1, 3):
        for _ in range(more):
            made_by(secretariat)
        with CaptureQueriesContext(connection) as queries:
            browser.get("/members/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


BAD = [
    "on=2026-13-45", "on=0001-01-01", "on=9999-12-31", "on=%00", "on=" + "9" * 5000, "pillar=%00", "pillar=x",
    "partner=BG", "cells=%FF", "reading=strictest", "type=a&type=b", "q=%00", "q=" + "z" * 5000, "cycle=%00",
    "cycle=1999-2000", "priority='--", "kind=%00", "page=-1", "page=%00", "page=" + "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("address", ["/members/", "/members/matrix.csv", "/members/gaps/", "/members/gaps.csv"])
@pytest.mark.parametrize("query", BAD)
def test_no_address_breaks_a_page(address: str, query: str) -> None:
    assert client(AGENCY).get(f"{address}?{query}").status_code == 200


def test_a_day_that_is_none_is_said_and_today_is_shown() -> None:
    context = client(AGENCY).get("/members/?on=30.6.2026").context
    assert context["asked"].problem.startswith("“30.6.2026” is not a day.")
    assert context["asked"].on == context["asked"].today
