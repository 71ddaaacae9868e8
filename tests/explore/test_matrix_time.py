"""The matrix on any day and in any reading: the picture through time, the slider's steps, and the files."""

import csv
import io
import json
from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from iisg.access.acting import acting_as
from iisg.access.limits import FIRST_DAY
from iisg.analysis.coverage import coverage
from iisg.explore.matrix_time import ThroughTime
from iisg.responses.portfolio import portfolio_of
from tests.explore.page import DAY, need_rows, read
from tests.explore.planted import plant_needs
from tests.people import AGENCY, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, VISITOR, client, person

pytestmark = pytest.mark.django_db
CYCLE = "2025-2026"
BAND = {"strict": "band", "claimed": "claimed_band", "planned": "planned_band"}


def time_of(query: str = "", who: str = SECRETARIAT) -> ThroughTime:
    found: ThroughTime = client(who).get(f"/members/?{query}").context["time"]
    return found


def bands_on(day: date, who: str, reading: str = "strict") -> Counter[str]:
    with acting_as(person(who).pk):
        return Counter(row[BAND[reading]] for row in coverage(portfolio_of(CYCLE), day).iter_rows(named=True))


@pytest.mark.parametrize("who", [SECRETARIAT, OFFICER_RS])
@pytest.mark.parametrize("reading", BAND)
def test_the_picture_counts_what_the_matrix_shows_on_each_day(who: str, reading: str) -> None:
    time = time_of(f"reading={reading}", who)
    for month in range(0, time.months + 1, 17):
        day = time.day_of(month)
        assert Counter(time.at(day)) == bands_on(day, who, reading)


def test_a_step_is_the_first_of_a_month_and_this_month_is_today() -> None:
    time = time_of(f"on={DAY}")
    days = [time.day_of(month) for month in range(time.months + 1)]
    assert [time.month_of(day) for day in days] == list(range(time.months + 1))
    assert [day for day in days if day.day != 1] == [time.asked.today] * (time.asked.today.day != 1)
    assert (days[0], days[-1]) == (time.first, time.last)
    assert time.before == (date(2026, 5, 1), "?on=2026-05-01")
    assert time.after == (date(2026, 7, 1), "?on=2026-07-01")


def test_the_range_reaches_from_the_first_change_to_the_year_of_the_last_and_holds_the_day_shown() -> None:
    usual = time_of()
    changes = [day for day in usual.days if day >= FIRST_DAY]
    assert (usual.first, usual.last) == (changes[0].replace(day=1), changes[-1].replace(month=12, day=1))
    assert time_of("on=1990-01-01").first == date(1990, 1, 1)
    assert time_of("on=2099-12-31").last == date(2099, 12, 1)


def test_the_areas_fill_the_field_without_a_hole() -> None:
    time = time_of()
    assert [area.band for area in time.areas] == ["covered", "partly", "marginal", "none"]
    top = time.areas[-1].path
    assert top.count("V0H") == time.width  # the last area ends at the upper edge, each month
    assert time.areas[0].path.startswith(f"M0 {time.cells}V")


def test_the_table_leads_to_the_matrix_of_each_day_and_says_the_same() -> None:
    time = time_of(f"on={DAY}&pillar=WBBSi")
    for day, counts, address in list(time.rows)[::5]:
        (cells,) = [row["cells"] for row in read(client(SECRETARIAT).get("/members/" + address).content).rows[:1]]
        opened = [int(str(text).split()[-2]) if "none" not in str(text) else 0 for text in cells[3:9]]  # type: ignore[index]
        assert sum(opened) == counts["none"], day


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("on=2020-02-29", "as on 29 Feb 2020 , a past day."),
        (
            "on=2050-01-01&reading=planned",
            "as on 1 Jan 2050 , a day ahead as far as dates are known, with what is planned.",
        ),
    ],
)
def test_the_page_says_which_day_and_reading_it_shows(query: str, said: str) -> None:
    (sentence,) = read(client(AGENCY).get(f"/members/?{query}").content).found
    assert said in sentence


@pytest.mark.parametrize(
    "address", ["/members/", "/members/gaps/", "/members/synergies/", "/members/approaches/", "/members/risk/"]
)
def test_every_page_says_that_a_day_is_past_and_leads_back_to_today(address: str) -> None:
    page = client(AGENCY).get(f"{address}?on=2020-02-29")
    assert "29 Feb 2020</b>, a past day" in page.text
    assert ("Day: 29 Feb 2020", address) in page.context["chips"]
    assert ", a past day" not in client(AGENCY).get(address).text


@pytest.mark.parametrize("reading", BAND)
def test_the_reading_is_a_switch_that_cells_and_files_follow(reading: str) -> None:
    query = f"on={DAY}&q=N-CT-04" + (f"&reading={reading}" if reading != "strict" else "")
    page = client(OFFICER_AL).get(f"/members/?{query}")
    assert [(words, current) for words, _, current in page.context["readings"]] == [
        ("Strict", reading == "strict"), ("Claimant’s", reading == "claimed"), ("With planned", reading == "planned")
    ]  # fmt: skip
    found = json.loads(client(OFFICER_AL).get(f"/members/matrix.json?{query}").content)
    rows = need_rows(page.content)
    assert {row["need"] for row in found} == set(rows)
    assert {(row["on"], row["reading"]) for row in found} == {(DAY, reading)}
    assert [row["shown"] for row in found] == [row[BAND[reading]] for row in found]
    assert page.text.count("/members/cell/") == 2 * page.text.count(f'on={DAY}" hx-get') > 0


def test_the_two_files_say_the_same() -> None:
    query = f"on={DAY}&pillar=WBBSi&reading=planned"
    found = json.loads(client(DONOR).get(f"/members/matrix.json?{query}").content)
    rows = list(csv.DictReader(io.StringIO(client(DONOR).get(f"/members/matrix.csv?{query}").text)))
    assert [tuple(row) for row in found[:1]] == [tuple(row) for row in rows[:1]]

    def written(value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)

    assert [{name: written(value) for name, value in row.items()} for row in found] == rows


def test_the_picture_stands_alone_and_says_day_reading_level_and_footnote() -> None:
    answer = client(SECRETARIAT).get(f"/members/matrix.svg?on={DAY}&reading=planned")
    counted = bands_on(date.fromisoformat(DAY), SECRETARIAT, "planned")
    said = ", ".join(f"{counted[b]} {'open' if b == 'none' else b}" for b in ("covered", "partly", "marginal", "none"))
    words = [
        "on 30 Jun 2026, a past day, with what is planned",
        f"141 needs: {said}.",
        "TLP:RED",
        "XK*",
        "UNSCR 1244/1999",
    ]
    assert [word for word in words if word not in answer.text] == []
    assert answer.headers["Content-Disposition"] == f'attachment; filename="coverage-planned-{DAY}-TLP-RED.svg"'
    assert client(SECRETARIAT).get("/members/matrix.svg?q=zqzqzq").status_code == 200
    assert client(VISITOR).get("/members/matrix.svg").status_code == 302


@pytest.mark.parametrize(
    "address", ["/members/", "/members/matrix.csv", "/members/matrix.json", "/members/matrix.svg", "/members/gaps/"]
)
def test_three_hundred_needs_take_as_many_queries_as_one(address: str) -> None:
    browser = client(SECRETARIAT)
    browser.get(address)
    counts = []
    for first, last in ((0, 1), (1, 300)):
        plant_needs(first, last)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_figures_lead_to_the_cells_they_count() -> None:
    page = client(SECRETARIAT).get(f"/members/?on={DAY}&pillar=WBBSi")
    for band in ("covered", "partly", "marginal"):
        address = page.context["only"][band]
        shown = client(SECRETARIAT).get(address).context["shown"]
        assert f'<a href="{address.replace("&", "&amp;")}">{page.context["shown"].bands[band]} {band}</a>' in page.text
        assert shown.bands[band] == page.context["shown"].bands[band] > 0
    partner, bands, address = page.context["heads"][0]
    assert client(SECRETARIAT).get(address).context["shown"].open_by_partner[partner] == bands["none"] > 0
