"""Joining on the pages: the form, what a response says, and lists that count an action once."""

import csv
import io

import pytest

from iisg.access.acting import acting_as
from iisg.history.entries import entries_of
from iisg.responses.models import Response
from tests.people import AGENCY, BOARD, DONOR, SECRETARIAT, VISITOR, actor, client
from tests.responses.test_joining import fresh, join_as, let_own, pair

pytestmark = pytest.mark.django_db
WHY = "One contract, two reports"


def post(name: str, response: Response, **fields: object):
    posted = {"version": fresh(response).version, "reason": WHY} | fields
    return client(name).post(f"/members/responses/{response.code}/joining/", posted)


def counts(name: str, query: str = "") -> tuple[int, int, int]:
    """All, of the list; those found; rows that stand beside the one they are joined with."""
    address = "/projects/" if name == VISITOR else "/members/responses/"
    listing = client(name).get(f"{address}?{query}").context["listing"]
    return listing.counts["total"], listing.counts["found"], listing.joined


def test_a_lead_who_owns_both_joins_them_with_a_reason_and_takes_them_apart():
    joined, kept = pair()
    let_own(kept, DONOR)
    assert post(DONOR, joined, other=kept.code).status_code == 302
    for one, other in ((joined, kept), (kept, joined)):
        page = " ".join(client(VISITOR).get(f"/responses/{one.code}/").content.decode().split())
        assert f">{other.code}</a> (reported by {'Frontex' if other == kept else 'GIZ'})" in page
    assert post(DONOR, joined, reason="Two contracts after all").status_code == 302
    assert fresh(joined).joined_into is None
    with acting_as(actor(DONOR)):
        said = [
            (entry.note, [(c.label, c.old, c.new) for c in entry.changes])
            for entry in entries_of("response", joined.pk)
        ]
    assert said[:2] == [
        ("Two contracts after all", [("Joined with", str(kept), "not stated")]),
        (WHY, [("Joined with", "not stated", str(kept))]),
    ]


@pytest.mark.parametrize(("fields", "field"), [
    ({"reason": " "}, "reason"), ({"other": "R-NONE"}, "other"), ({"other": "own"}, "other"),
    ({"other": "\0"}, "other"), ({"version": "x"}, "version"), ({"reason": "As RESTREINT UE says"}, "is_unclassified"),
])  # fmt: skip
def test_what_cannot_be_is_said_at_its_field(fields: dict, field: str):
    joined, kept = pair()
    given = {"other": kept.code} | fields | ({"other": joined.code} if fields.get("other") == "own" else {})
    answer = post(SECRETARIAT, joined, **given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert fresh(joined).joined_into is None


def test_a_lead_of_one_only_is_told_to_ask_the_secretariat_and_others_have_no_such_page():
    joined, kept = pair()
    answer = post(DONOR, joined, other=kept.code)
    assert answer.context["form"].errors["other"] == [
        f"Your organisation has no part in {kept.code}: ask the Secretariat to join the two."
    ]
    assert [post(name, joined, other=kept.code).status_code for name in (AGENCY, BOARD, VISITOR)] == [403, 403, 302]


def test_a_hidden_record_and_an_absent_one_cannot_be_told_apart():
    joined, kept = pair()
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(pk=kept.pk).update(level="secretariat")
    messages = [post(DONOR, joined, other=code).context["form"].errors["other"] for code in (kept.code, "R-NONE")]
    assert messages[0] == [messages[1][0].replace("R-NONE", kept.code)]


def test_joining_over_another_save_shows_what_is_stored_and_can_be_sent_again():
    joined, kept = pair()
    old = joined.version
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(pk=joined.pk).update(version=old + 1, title="Renamed meanwhile")
    answer = post(SECRETARIAT, joined, other=kept.code, version=old)
    assert answer.status_code == 409
    assert "Renamed meanwhile" in answer.content.decode()
    assert answer.context["form"]["reason"].value() == WHY
    assert (
        post(SECRETARIAT, joined, other=kept.code, version=answer.context["form"]["version"].value()).status_code == 302
    )


@pytest.mark.parametrize("name", [SECRETARIAT, VISITOR])
def test_lists_show_both_records_and_count_one_action_under_any_filter(name: str):
    joined, kept = pair()
    total, found, _ = counts(name, "q=Border posts")
    join_as(SECRETARIAT, joined, kept)
    assert counts(name, "q=Border posts") == (total - 1, found - 1, 1)
    assert counts(name, "q=implementer border posts") == (total - 1, 1, 0)
    boxes = client(name).get("/projects/?q=Border posts").context["listing"].boxes
    numbers = {option.value: option.number for each in boxes if each.name == "partner" for option in each.shown}
    assert numbers["AL"] == found - 1


def test_the_open_data_hold_an_action_once_and_the_members_file_says_with_what_a_record_is_joined():
    joined, kept = pair()
    join_as(SECRETARIAT, joined, kept)
    projects, responses = (
        {row["code"]: row for row in csv.DictReader(io.StringIO(client(name).get(address).content.decode()))}
        for name, address in ((VISITOR, "/projects.csv"), (BOARD, "/members/responses.csv"))
    )
    assert (joined.code in projects, kept.code in projects) == (False, True)
    assert (responses[joined.code]["joined_into"], responses[kept.code]["joined_into"]) == (kept.code, "")


def test_public_figures_count_an_action_once():
    def under_way() -> int:
        return client(VISITOR).get("/").context["figures"].under_way

    joined, kept = pair(start_date="2020-01-01", end_date="2039-12-31")
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(pk=kept.pk).update(start_date="2020-01-01", end_date="2039-12-31")
    before = under_way()
    join_as(SECRETARIAT, joined, kept)
    assert under_way() == before - 1


def test_records_alike_lead_to_joining_and_list_what_is_joined_as_settled():
    joined, kept = registered_alike()
    first, second = sorted((joined.code, kept.code))
    address, browser = f"/members/records/{first}/with/{second}/", client(SECRETARIAT)
    ways = [(one.code, other.code) for one, other in browser.get(address).context["ways"]]
    assert sorted(ways) == [(first, second), (second, first)]
    join_as(SECRETARIAT, joined, kept)

    def listed(query: str) -> list[tuple[str, str]]:
        return [pair.codes for pair in browser.get(f"/members/records/?{query}").context["page"].paginator.object_list]

    assert ((first, second) in listed(""), (first, second) in listed("decision=joined")) == (False, True)
    assert "The two are joined" in browser.get(address).content.decode()


def registered_alike() -> tuple[Response, Response]:
    joined, kept = pair()
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(pk__in=[joined.pk, kept.pk]).update(title="Mobile scanners for river border posts")
    return joined, kept
