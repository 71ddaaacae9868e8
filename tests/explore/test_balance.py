"""Balance: the page and its files say what the analysis says of the reader's rows; the median stays that of the six."""

import csv
import io
import json
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from iisg.access.acting import acting_as
from iisg.analysis.balance import balance
from iisg.explore.balance_list import say
from iisg.framework.names import PARTNERS
from iisg.responses.portfolio import portfolio_of
from tests.explore.page import DAY, need_rows
from tests.explore.picture import Drawn
from tests.people import BOARD, SECRETARIAT, SIGNED_IN, VISITOR, client, person

pytestmark = pytest.mark.django_db


def found_by_analysis(name: str) -> list[dict[str, Any]]:
    with acting_as(person(name).pk):
        return balance(portfolio_of("2025-2026"), date.fromisoformat(DAY)).to_dicts()


def rows(name: str, query: str = "") -> list[dict[str, Any]]:
    return json.loads(client(name).get(f"/members/balance.json?on={DAY}&{query}").content)


def figures(name: str, query: str = "") -> list[Any]:
    pillars = client(name).get(f"/members/balance/?on={DAY}&{query}").context["pillars"]
    return [figure for _, lines in pillars for line in lines for figure in line.figures]


def test_a_visitor_is_sent_to_the_sign_in() -> None:
    assert client(VISITOR).get("/members/balance.csv").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", SIGNED_IN)
def test_the_file_holds_the_figures_of_the_analysis_with_their_words(name: str) -> None:
    expected = [row | {"words": say(row)} for row in found_by_analysis(name)]
    assert rows(name) == expected
    assert sorted((figure.row for figure in figures(name)), key=str) == sorted(expected, key=str)


def test_a_filter_leaves_figures_out_and_moves_no_median() -> None:
    whole = [row | {"words": say(row)} for row in found_by_analysis(BOARD)]
    asked = {"pillar": "WBBSi", "partner": "RS", "perspective": "response", "need_type": "operational"}
    expected = [row for row in whole if asked.items() <= row.items()]
    assert len(expected) == 1
    assert rows(BOARD, "pillar=WBBSi&partner=RS&perspective=response&type=operational") == expected


def test_each_figure_leads_to_as_many_needs_of_the_matrix_as_it_says() -> None:
    for figure in figures(SECRETARIAT, "pillar=WBCTi&partner=XK"):
        asked = parse_qs(urlsplit(figure.address).query)
        assert asked["on"] == [DAY]
        shown = client(SECRETARIAT).get(figure.address)
        named = [code for code, cells in need_rows(shown.content).items() if code]
        assert (len(named), shown.context["shown"].needs) == (figure.row["cells"],) * 2


def test_the_counts_of_the_summary_are_those_of_the_figures() -> None:
    words = [row["judgement"] or "few" for row in found_by_analysis(SECRETARIAT)]
    counted = client(SECRETARIAT).get(f"/members/balance/?on={DAY}").context["counted"]
    assert counted == {word: words.count(word) for word in ("above", "below", "at", "few")} | {"all": len(words)}


@pytest.mark.parametrize("name", SIGNED_IN)
def test_the_map_counts_the_open_cells_that_the_matrix_shows(name: str) -> None:
    context = client(name).get(f"/members/balance/?on={DAY}&pillar=WBBSi").context
    assert sum(context["open"].values()) > 0
    for partner in PARTNERS:
        shown = client(name).get(f"{context['open_address']}{partner}").context["shown"]
        assert shown.open_by_partner[partner] == context["open"][partner]


@pytest.mark.parametrize("query", ["", "partner=RS&pillar=WBBSi"])
def test_the_picture_draws_every_figure_and_the_map(query: str) -> None:
    context = client(BOARD).get(f"/members/balance/?on={DAY}&{query}").context
    shown, drawn = rows(BOARD, query), Drawn(BOARD, "balance.svg", query)
    for judgement in ("above", "below", "at", None):
        number = sum(row["judgement"] == judgement for row in shown)
        assert len(drawn.shapes("circle", judgement or "few")) == number + 1, "one of them in the legend"
    for row in shown:
        assert f"{PARTNERS[row['partner']]} {row['point']:.2f}, {row['words']}" in drawn.said
    assert [int(text) for text in drawn.texts("count")] == [context["open"][partner] for partner in PARTNERS]


def test_the_furthest_below_come_first_and_none_is_unjudged() -> None:
    judged = [row for row in found_by_analysis(SECRETARIAT) if row["judgement"] == "below"]
    furthest = client(SECRETARIAT).get(f"/members/balance/?on={DAY}").context["furthest"]
    assert [figure.row["difference"] for _, figure in furthest] == sorted(row["difference"] for row in judged)[:6]


@pytest.mark.parametrize(
    ("cells", "difference", "judgement", "words"),
    [
        (5, 0.125, "above", "0.12 above the median"),
        (9, -0.3, "below", "0.30 below the median"),
        (9, -0.004, "below", "less than 0.01 below the median"),
        (5, 0.0, "at", "at the median"),
        (3, 0.4, None, "too few to judge (n = 3)"),
    ],
)
def test_differences_are_said_in_words(cells: int, difference: float, judgement: str | None, words: str) -> None:
    assert say({"cells": cells, "difference": difference, "judgement": judgement}) == words


def test_the_table_of_csv_has_the_same_rows() -> None:
    text = client(BOARD).get(f"/members/balance.csv?on={DAY}").content.decode()
    table = [(row["pillar"], row["partner"], row["words"]) for row in csv.DictReader(io.StringIO(text))]
    assert table == [(row["pillar"], row["partner"], row["words"]) for row in rows(BOARD)]


@pytest.mark.parametrize("query", ["on=0000-99-99", "pillar=%00&type=x", "partner=ZZ&perspective=%00", "cycle=%00"])
def test_no_query_breaks_the_page(query: str) -> None:
    for address in ("balance/", "balance.csv", "balance.json"):
        assert client(BOARD).get(f"/members/{address}?{query}").status_code == 200
