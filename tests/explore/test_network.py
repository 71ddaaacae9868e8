"""Network: the page and its files say what the analysis says of what the filters leave of the reader's rows."""

import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from iisg.access.acting import acting_as
from iisg.analysis.activity import is_active
from iisg.analysis.network import organisations, ties
from iisg.analysis.portfolio import Portfolio
from iisg.members.models import Organisation
from iisg.responses.portfolio import portfolio_of
from tests.explore.page import DAY
from tests.explore.picture import SVG, Drawn
from tests.people import BOARD, SECRETARIAT, SIGNED_IN, VISITOR, client, person
from tests.responses.forms import registered

pytestmark = pytest.mark.django_db
ON = date.fromisoformat(DAY)


def portfolio(name: str) -> Portfolio:
    with acting_as(person(name).pk):
        return portfolio_of("2025-2026")


def rows(name: str, query: str = "") -> list[dict[str, Any]]:
    return json.loads(client(name).get(f"/members/network.json?on={DAY}&{query}").content)


def context(query: str = "") -> dict[str, Any]:
    return client(SECRETARIAT).get(f"/members/network/?on={DAY}&{query}").context  # type: ignore[return-value]


def code_of(name: str) -> str:
    with acting_as(person(SECRETARIAT).pk):
        return Organisation.objects.get(short_name=name).code


def in_order(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda row: (row["a"], row["b"]))


def test_a_visitor_is_sent_to_the_sign_in() -> None:
    assert client(VISITOR).get("/members/network.csv").headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", SIGNED_IN)
def test_the_files_hold_the_ties_of_the_analysis(name: str) -> None:
    expected = ties(portfolio(name), ON).to_dicts()
    assert in_order(rows(name)) == [row for row in expected if row["responses"]]
    assert in_order(rows(name, "tied=cells")) == [row for row in expected if row["cells"]]


def test_the_strongest_come_first() -> None:
    for query, size in (("", lambda row: len(row["responses"])), ("tied=cells", lambda row: row["cells"])):
        strengths = [size(row) for row in rows(BOARD, query)]
        assert strengths == sorted(strengths, reverse=True)


def test_filters_leave_the_responses_of_that_pillar_partner_and_role() -> None:
    whole = portfolio(SECRETARIAT)
    of_pillar = (pl.col("pillar") == "WBBSi") | pl.col("secondary_pillars").list.contains("WBBSi")
    among = whole.responses.filter(is_active(ON), of_pillar, pl.col("partners").list.contains("AL"))
    expected = ties(whole, ON, ["implementer"], among).filter(pl.col("responses").list.len() > 0)
    found = in_order(rows(SECRETARIAT, "pillar=WBBSi&partner=AL&role=implementer"))
    assert [(row["a"], row["b"], row["responses"]) for row in found] == expected.select("a", "b", "responses").rows()
    assert {partner for row in found for partner in row["partners"]} == {"AL"}


def test_the_whole_register_can_be_looked_at() -> None:
    whole = portfolio(BOARD)
    expected = ties(whole, ON, among=whole.responses).filter(pl.col("responses").list.len() > 0)
    assert in_order(rows(BOARD, "which=all")) == expected.to_dicts()


def test_the_picture_draws_the_largest_and_says_what_it_leaves_out() -> None:
    found, everyone = context(), organisations(portfolio(SECRETARIAT), ON).to_dicts()
    tied = [row for row in everyone if row["together"]]
    order = sorted(tied, key=lambda row: (-len(row["responses"]), -row["together"], row["organisation"]))
    assert found["picture"].names == [row["organisation"] for row in order[:20]]
    arcs = [row for row in rows(SECRETARIAT) if {row["a"], row["b"]} <= set(found["picture"].names)]
    assert found["picture"].arcs == [(row["a"], row["b"], len(row["responses"])) for row in arcs]
    page = client(SECRETARIAT).get(f"/members/network/?on={DAY}").content.decode()
    said = f"Drawn are 20 of {len(tied)} organisations and {len(arcs)} of {len(rows(SECRETARIAT))} pairs"
    assert said in " ".join(page.split())


def test_one_organisation_is_shown_with_its_own_ties_and_responses() -> None:
    found = context(f"organisation={code_of('GIZ')}")
    own = next(row for row in organisations(portfolio(SECRETARIAT), ON).to_dicts() if row["organisation"] == "GIZ")
    expected = [row for row in rows(SECRETARIAT) if "GIZ" in (row["a"], row["b"])]
    assert [tie.finding for tie in found["page"].paginator.object_list] == expected
    assert rows(SECRETARIAT, f"organisation={code_of('GIZ')}") == expected
    assert sorted(row["code"] for row in found["own"]) == own["responses"]
    assert found["picture"].names[0] == "GIZ"
    assert found["largest"].others == own["together"] == len(expected)


@pytest.mark.parametrize("query", ["", "tied=cells&which=all", "pillar=WBBSi&on=2027-01-01"])
def test_the_file_of_the_picture_draws_and_says_what_the_page_draws(query: str) -> None:
    picture, drawn = context(query)["picture"], Drawn(BOARD, "network.svg", query)
    assert len(drawn.shapes("circle", "disc")) == len(picture.members) + 1, "one of them in the legend"
    assert len(list(drawn.root.iter(f"{SVG}path"))) == len(picture.arcs)
    for member in picture.members:
        said = f"{member.size} {picture.unit}{'' if member.size == 1 else 's'}, with {member.others} other"
        assert f"{member.name}: {said}" in drawn.said
        assert member.name in drawn.lines
    assert picture.drawn in " ".join(drawn.lines)


@pytest.mark.parametrize("query", ["on=0000-99-99&page=x", "organisation=%00", "role=x&tied=y&which=%00", "cycle=%00"])
def test_no_query_breaks_the_page(query: str) -> None:
    for address in ("network/", "network.csv", "network.json", "network.svg"):
        assert client(BOARD).get(f"/members/{address}?{query}").status_code == 200


def test_the_badge_carries_the_level_of_what_an_organisation_leads_alone() -> None:
    response = registered("donor", level="secretariat")
    page = client("donor").get(f"/members/network/?on={DAY}&organisation={code_of('GIZ')}&which=all").context
    assert response.code in [row["code"] for row in page["own"]]
    assert page["level"] == "secretariat"


def test_the_picture_carries_the_level_of_what_its_discs_count_alone() -> None:
    """A response of one party ties nobody, so no pair of the page names it; the size of its disc does."""
    alone = registered("donor", level="secretariat")
    page = context("which=all")
    drawn = {code for member in page["picture"].members for code in member.responses}
    assert alone.code in drawn - {code for tie in page["web"].ties for code, _ in tie.responses}
    assert page["level"] == "secretariat"
    assert Drawn(SECRETARIAT, "network.svg", "which=all").file_name.endswith('TLP-RED.svg"')
    assert Drawn(BOARD, "network.svg", "which=all").file_name.endswith('TLP-GREEN.svg"')
