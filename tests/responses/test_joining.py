"""Two records of one action: joined they count once, taken apart everything is as before."""

from typing import Any

import pytest
from django.db import Error, connection, transaction

from iisg.access.acting import acting_as
from iisg.access.saving import NotAllowed, Stale
from iisg.explore.visible import level_of_need
from iisg.members.models import Organisation
from iisg.needs.models import Need
from iisg.responses.actions import add_claim
from iisg.responses.joining import CannotJoin, join, levels_of, take_apart
from iisg.responses.models import Party, PartyRole, Response
from iisg.responses.portfolio import portfolio_around, portfolio_of
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, actor, client, person
from tests.responses.forms import registered

pytestmark = pytest.mark.django_db
CYCLE = "2025-2026"


def fresh(response: Response) -> Response:
    with acting_as(actor(SECRETARIAT)):
        return Response.objects.select_related("joined_into").get(pk=response.pk)


def pair(**fields: Any) -> tuple[Response, Response]:
    """Of the implementer, then of the funder."""
    return registered(DONOR, title="Border posts, implementer", **fields), registered(AGENCY, title="Border posts")


def join_as(name: str, joined: Response, kept: Response) -> Response:
    one, two, by = fresh(joined), fresh(kept), person(name)
    with acting_as(by.pk):
        return join(one, two, by=by, version=one.version)


def part_as(name: str, joined: Response) -> Response:
    one, by = fresh(joined), person(name)
    with acting_as(by.pk):
        return take_apart(one, by=by, version=one.version)


def let_own(response: Response, name: str) -> None:
    by = person(name)
    with acting_as(actor(SECRETARIAT)):
        of = Organisation.objects.get(pk=by.organisation_id)
        Party.objects.create(response=response, role=PartyRole.IMPLEMENTER, organisation=of)


def claim_need(response: Response, degree: str) -> Need:
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        need = Need.objects.filter(cycle=CYCLE, of_partners__partner="AL").order_by("code")[0]
        add_claim(by=by, need=need, response=response, degree=degree, partners=["AL"])
    return need


def frames(name: str) -> list[Any]:
    with acting_as(actor(name)):
        found = portfolio_of(CYCLE)
    return [found.responses.to_dicts(), found.claims.to_dicts()]


def test_joined_records_are_one_response_and_taken_apart_all_figures_are_as_before():
    joined, kept = pair(budget_eur=7)
    need = claim_need(joined, "partly")
    before = frames(BOARD)
    join_as(SECRETARIAT, joined, kept)
    responses, claims = frames(BOARD)
    row = next(row for row in responses if row["code"] == kept.code)
    assert joined.code not in {row["code"] for row in responses}
    assert (row["lead"], row["budget_eur"]) == (["Frontex", "GIZ"], 7)
    assert [c["response"] for c in claims if c["need"] == need.code and c["response"] in (joined.code, kept.code)] == [
        kept.code
    ]
    part_as(SECRETARIAT, joined)
    assert frames(BOARD) == before


def test_what_is_read_around_a_need_is_the_part_of_the_whole_that_concerns_it():
    joined, kept = pair(budget_eur=7)
    third = registered(AGENCY, title="Border posts, a third report", instrument="IPA III")
    need = claim_need(joined, "partly")
    join_as(SECRETARIAT, joined, kept)
    join_as(SECRETARIAT, third, kept)
    with acting_as(actor(BOARD)):
        around, whole = portfolio_around([need.code]), portfolio_of(CYCLE)
    rows = {row["code"]: row for row in whole.responses.to_dicts()}
    assert [rows[row["code"]] for row in around.responses.to_dicts()] == around.responses.to_dicts()
    assert rows[kept.code]["instrument"] == "IPA III"


@pytest.mark.parametrize("hidden", [False, True])
def test_a_record_whose_other_one_a_reader_does_not_see_counts_for_them_as_itself(hidden: bool):
    joined, kept = pair()
    claim_need(joined, "partly")
    before = [row for row in frames(OFFICER_AL)[0] if row["code"] == joined.code]
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(pk=kept.pk).update(level="secretariat" if hidden else "public")
    join_as(SECRETARIAT, joined, kept)
    seen = [row for row in frames(OFFICER_AL)[0] if row["code"] == joined.code]
    assert seen == (before if hidden else [])
    page = client(OFFICER_AL).get(f"/responses/{joined.code}/").content.decode()
    assert ("Joined with" in page, kept.code in page) == (not hidden, not hidden)


# Who leads the joined record and has a part in the other; who leads only the one; who only sees both.
@pytest.mark.parametrize(("name", "owns", "may"), [
    (SECRETARIAT, False, True), (DONOR, True, True), (DONOR, False, False), (AGENCY, True, False),
    (OFFICER_RS, False, False), (BOARD, False, False),
])  # fmt: skip
def test_the_secretariat_and_a_lead_who_owns_both_join_and_take_apart(name: str, owns: bool, may: bool):
    joined, kept = pair()
    if owns:
        let_own(kept, name)
    if may:
        join_as(name, joined, kept)
        part_as(name, joined)
        assert fresh(joined).joined_into is None
        return
    with pytest.raises(NotAllowed):
        join_as(name, joined, kept)
    join_as(SECRETARIAT, joined, kept)
    with pytest.raises(NotAllowed):
        part_as(name, joined)
    assert fresh(joined).joined_into == kept


def test_postgresql_refuses_a_join_by_a_lead_without_a_part_in_the_other():
    joined, kept = pair()
    with acting_as(actor(DONOR)):
        for change in (lambda: Response.objects.filter(pk=joined.pk).update(joined_into=kept),
                       lambda: Response.objects.create(code="R-1", title="x", pillar_id="WBBSi", status="ongoing",
                                                       level="public", joined_into=kept, leads=joined.leads,
                                                       owners=joined.leads)):  # fmt: skip
            with pytest.raises(Error, match="not a party to both"), transaction.atomic():
                change()


def test_there_is_no_chain_no_loop_and_no_joining_of_a_programme_with_its_component():
    joined, kept = pair()
    other, component = registered(DONOR), registered(DONOR)
    join_as(SECRETARIAT, joined, kept)
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(pk=component.pk).update(part_of=joined)
    for one, two in (
        (kept, other),
        (other, joined),
        (joined, other),
        (kept, joined),
        (other, other),
        (component, kept),
    ):
        with pytest.raises(CannotJoin):
            join_as(SECRETARIAT, one, two)
    with acting_as(actor(SECRETARIAT)):
        for one, two in ((kept, other), (other, joined)):
            with pytest.raises(Error, match="joined already"), transaction.atomic():
                Response.objects.filter(pk=one.pk).update(joined_into=two)
        with pytest.raises(Error, match="part of itself"), transaction.atomic():
            Response.objects.filter(pk=kept.pk).update(part_of=component)
            connection.check_constraints()


@pytest.mark.parametrize("relation", ["of the one", "into the one", "of the other"])
def test_a_join_that_a_lead_does_not_see_gives_way_and_no_version_tells_of_it(relation: str):
    joined, kept = pair()
    let_own(kept, DONOR)
    hidden = registered(SECRETARIAT, level="secretariat")
    pairs = {"of the one": (joined, hidden), "into the one": (hidden, joined), "of the other": (kept, hidden)}
    join_as(SECRETARIAT, *pairs[relation])
    assert [fresh(each).version for each in (joined, kept)] == [joined.version, kept.version]
    assert client(DONOR).get(f"/members/responses/{joined.code}/joining/?with={kept.code}").status_code == 200
    join_as(DONOR, joined, kept)
    assert [fresh(each).joined_into for each in (joined, kept, hidden)] == [kept, None, None]


def test_a_programme_that_a_lead_does_not_see_gives_way_and_is_refused_to_who_sees_it():
    response, other = registered(DONOR), registered(DONOR)
    hidden = registered(SECRETARIAT, level="secretariat", part_of=response)
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(pk=other.pk).update(part_of=hidden)
        with pytest.raises(Error, match="part of itself"), transaction.atomic():
            Response.objects.filter(pk=response.pk).update(part_of=other)
            connection.check_constraints()
    with acting_as(actor(DONOR)):
        Response.objects.filter(pk=response.pk).update(part_of=other)
        connection.check_constraints()
    assert (fresh(response).part_of_id, fresh(hidden).part_of_id) == (other.pk, None)


def test_a_demonstration_record_is_not_joined_with_a_real_one():
    joined, _ = pair()
    with acting_as(actor(SECRETARIAT)):
        invented = Response.objects.filter(is_demo=True)[0]
    with pytest.raises(CannotJoin, match="demonstration"):
        join_as(SECRETARIAT, joined, invented)


def test_a_join_over_another_save_is_refused():
    joined, kept = pair()
    stale = fresh(joined)
    with acting_as(actor(DONOR)):
        Response.objects.filter(pk=joined.pk).update(version=stale.version + 1)
    by = person(SECRETARIAT)
    with acting_as(by.pk), pytest.raises(Stale):
        join(stale, kept, by=by, version=stale.version)


def test_an_action_carries_the_highest_level_of_its_reports():
    joined, kept = pair(level="pillar")
    join_as(SECRETARIAT, joined, kept)
    with acting_as(actor(SECRETARIAT)):
        levels = levels_of(Response.objects.all())
    assert (levels[joined.code], levels[kept.code]) == ("pillar", "pillar")


def test_an_edition_takes_nothing_from_a_report_above_the_members_level():
    joined, kept = pair(level="pillar", budget_eur=7)
    join_as(SECRETARIAT, joined, kept)
    with acting_as(actor(SECRETARIAT)):
        rows = {row["code"]: row for row in portfolio_of(CYCLE, released_only=True).responses.to_dicts()}
    assert (rows[kept.code]["budget_eur"], rows[kept.code]["lead"], joined.code in rows) == (None, ["Frontex"], False)


def test_a_need_is_marked_as_high_as_any_report_of_what_serves_it():
    kept = registered(AGENCY, title="Border posts")
    joined = registered(SECRETARIAT, title="Border posts, as reported in confidence", level="secretariat")
    need = claim_need(kept, "largely")
    with acting_as(actor(SECRETARIAT)):
        before = level_of_need(need)
    join_as(SECRETARIAT, joined, kept)
    with acting_as(actor(SECRETARIAT)):
        after = level_of_need(need)
    with acting_as(actor(AGENCY)):
        assert level_of_need(need) == before != after == "secretariat"
