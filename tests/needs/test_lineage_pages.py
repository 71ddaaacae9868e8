"""The evidence of a need, piece by piece, and what became of a need in a later cycle."""

from typing import Any

import pytest
from django.db import Error, transaction

from iisg.access.acting import acting_as
from iisg.framework.models import Cycle, ReferenceDocument
from iisg.history.entries import entries_of
from iisg.history.models import Entry
from iisg.members.models import Organisation
from iisg.needs.actions import version_of_fate
from iisg.needs.models import Lineage, Need
from tests.needs.rows import made_by
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, VISITOR, actor, client, person

pytestmark = pytest.mark.django_db
LOADED = "N-CT-004"
EARLIER = "N-CT-23-01"


def stored(code: str = LOADED) -> list[tuple[str, str, str]]:
    with acting_as(actor(SECRETARIAT)):
        rows = Need.objects.get(code=code).evidence.order_by("order", "id")
        return [(each.document.code if each.document else "", each.locator, each.passage) for each in rows]


def document(code: str) -> int:
    with acting_as(None):
        return ReferenceDocument.objects.get(code=code).pk


def post_evidence(name: str, *pieces: dict[str, Any], code: str = LOADED, version: int | None = None) -> Any:
    """What the form sends: the pieces that it shows, changed or not, then new ones."""
    with acting_as(actor(SECRETARIAT)):
        need = Need.objects.get(code=code)
        initial = need.evidence.count()
    data = {"version": version or need.version, "pieces-TOTAL_FORMS": len(pieces), "pieces-INITIAL_FORMS": initial}
    for at, piece in enumerate(pieces):
        data |= {f"pieces-{at}-{name}": value for name, value in piece.items()}
    return client(name).post(f"/members/needs/{code}/evidence/", data)


def as_stored() -> dict[str, Any]:
    ((code, locator, passage),) = stored()
    return {"document": document(code), "locator": locator, "passage": passage}


def test_pieces_are_added_changed_and_taken_out_in_their_order():
    first, more = as_stored(), {"document": document("D-001"), "locator": "Page 1"}
    before = stored()
    assert post_evidence(SECRETARIAT, first, more).status_code == 302
    assert stored() == [*before, ("D-001", "Page 1", "")]
    more |= {"passage": "As written", "read_on": "2026-01-31"}
    assert post_evidence(SECRETARIAT, first, more).status_code == 302
    assert stored() == [*before, ("D-001", "Page 1", "As written")]
    assert post_evidence(SECRETARIAT, first | {"remove": "on"}, more).status_code == 302
    assert stored() == [("D-001", "Page 1", "As written")]
    with acting_as(actor(DONOR)):
        entries = reversed(entries_of("need", Need.objects.get(code=LOADED).pk))
    said = [words for entry in entries for words in entry.what if words.startswith("Evidence")]
    assert said[-3:] == ["Evidence added", "Evidence: Passage, read on changed", "Evidence removed"]


def test_a_need_keeps_one_piece():
    before = stored()
    assert post_evidence(SECRETARIAT, {"document": "", "locator": "", "passage": ""}).status_code == 422
    answer = post_evidence(SECRETARIAT, as_stored() | {"remove": "on"})
    assert (answer.status_code, stored()) == (422, before)
    assert answer.context["problem"].startswith("A need keeps at least one piece of evidence")


@pytest.mark.parametrize(("changes", "field"), [
    ({"document": "", "passage": "Loose words"}, "document"), ({"document": "0"}, "document"),
    ({"read_on": "31.31.2026"}, "read_on"), ({"locator": "a\0b"}, "locator"),
    ({"passage": "RESTREINT UE"}, "is_unclassified"),
])  # fmt: skip
def test_a_piece_that_cannot_be_is_refused_at_its_field(changes: dict[str, Any], field: str):
    before = stored()
    answer = post_evidence(SECRETARIAT, as_stored() | changes)
    assert (answer.status_code, list(answer.context["rows"][0].errors), stored()) == (422, [field], before)


def test_evidence_over_another_save_shows_both_and_can_be_sent_again():
    first, mine = as_stored(), as_stored() | {"locator": "Mine"}
    assert post_evidence(OFFICER_AL, first).status_code == 403
    assert post_evidence(SECRETARIAT, first | {"locator": "Theirs"}).status_code == 302
    answer = post_evidence(SECRETARIAT, mine, version=1)
    (both,) = answer.context["differences"]
    assert (answer.status_code, "Mine" in both.yours, "Theirs" in both.stored) == (409, True, True)
    assert post_evidence(SECRETARIAT, mine, version=answer.context["form"]["version"].value()).status_code == 302
    assert stored()[0][1] == "Mine"


@pytest.mark.parametrize("page", ["evidence", "fate"])
def test_the_owner_and_the_secretariat_have_these_pages(page: str):
    code = made_by(person(OFFICER_AL)).code
    statuses = {name: client(name).get(f"/members/needs/{code}/{page}/").status_code for name in
                (SECRETARIAT, OFFICER_AL, OFFICER_RS, DONOR, AGENCY, BOARD, VISITOR)}  # fmt: skip
    assert statuses == {
        SECRETARIAT: 200,
        OFFICER_AL: 200,
        OFFICER_RS: 403,
        DONOR: 403,
        AGENCY: 403,
        BOARD: 403,
        VISITOR: 302,
    }


def earlier() -> Need:
    """A need of the previous cycle."""
    with acting_as(actor(SECRETARIAT)):
        return Need.objects.filter(cycle="2023-2024", fates__fate="carried").order_by("code")[0]


def say(name: str, need: Need, fate: str, *successors: str, **more: Any) -> Any:
    with acting_as(actor(name)):
        version = version_of_fate(need)
    posted = {"fate": fate, "successors": "\n".join(successors), "reason": "As the Board agreed", "version": version}
    return client(name).post(f"/members/needs/{need.code}/fate/", posted | more)


def fates(need: Need) -> list[tuple[str, str | None, str]]:
    with acting_as(actor(SECRETARIAT)):
        rows = need.fates.order_by("order").select_related("successor")
        return [(each.fate, each.successor.code if each.successor else None, each.reason) for each in rows]


def test_what_became_of_a_need_is_said_changed_and_taken_back():
    need, why = earlier(), "As the Board agreed"
    assert say(SECRETARIAT, need, "split", "N-CT-002", "N-CT-001").status_code == 302
    assert fates(need) == [("carried", "N-CT-002", why), ("carried", "N-CT-001", why)]
    assert client(DONOR).get(f"/needs/{need.code}/").context["became"] == "Split"
    assert f">{need.code}</a> of" in client(DONOR).get("/needs/N-CT-001/").content.decode()
    assert say(SECRETARIAT, need, "met", reason="Adopted in 2025").status_code == 302
    assert fates(need) == [("met", None, "Adopted in 2025")]
    with acting_as(actor(DONOR)):
        newest = entries_of("need", need.pk)[0]
    assert newest.summary == "Lineage removed; Lineage added"
    assert ("Fate", "not stated", "Met") in [(c.label, c.old, c.new) for c in newest.changes]
    assert say(SECRETARIAT, need, "", reason="").status_code == 302
    assert fates(need) == []


@pytest.mark.parametrize(("fate", "successors", "more", "field"), [
    ("carried", [], {}, "successors"), ("carried", ["N-CT-001", "N-CT-002"], {}, "successors"),
    ("split", ["N-CT-001"], {}, "successors"), ("merged", [], {}, "successors"),
    ("met", ["N-CT-001"], {}, "successors"), ("withdrawn", ["N-CT-001"], {}, "successors"),
    ("carried", ["N-NONE"], {}, "successors"), ("carried", ["own"], {}, "successors"),
    ("met", [], {"reason": " "}, "reason"), ("", [], {}, "fate"),
    ("lost", [], {}, "fate"),
])  # fmt: skip
def test_a_fate_that_cannot_be_is_refused_at_its_field(fate: str, successors: list[str], more: dict, field: str):
    need = earlier()
    before = fates(need)
    answer = say(SECRETARIAT, need, fate, *(need.code if code == "own" else code for code in successors), **more)
    assert (answer.status_code, list(answer.context["form"].errors), fates(need)) == (422, [field], before)


def test_a_fate_over_another_save_shows_both():
    need = earlier()
    say(SECRETARIAT, need, "met", reason="Theirs")
    answer = say(SECRETARIAT, need, "withdrawn", reason="Mine", version=1)
    shown = [(each.label, each.yours, each.stored) for each in answer.context["differences"]]
    assert (answer.status_code, shown) == (
        409, [("What became of it", "Withdrawn", "Met"), ("Reason", "Mine", "Theirs")],
    )  # fmt: skip


def owned_earlier() -> Need:
    """A need of the previous cycle that the Albanian ministry owns."""
    need, owner = earlier(), person(OFFICER_AL)
    with acting_as(actor(SECRETARIAT)):
        Need.objects.filter(pk=need.pk).update(owner=Organisation.objects.get(pk=owner.organisation_id))
    return need


def test_an_owner_says_it_too_but_not_of_a_need_that_it_does_not_see():
    need = owned_earlier()
    assert say(OFFICER_AL, need, "carried", "N-CT-001").status_code == 302
    assert say(OFFICER_RS, need, "met").status_code == 403
    answers = [say(OFFICER_AL, need, "carried", code) for code in ("N-CT-902", "N-CT-NONE")]
    words = [answer.context["form"].errors["successors"][0] for answer in answers]
    assert words[0] == words[1].replace("N-CT-NONE", "N-CT-902")
    with acting_as(actor(OFFICER_RS)), pytest.raises(Error), transaction.atomic():
        Lineage.objects.create(need=need, fate="met")


def test_a_fate_and_its_history_open_with_both_needs():
    need = earlier()
    say(SECRETARIAT, need, "carried", "N-CT-902", reason="Zqsecret")  # for the Secretariat only
    for name, expected in ((SECRETARIAT, (True, True)), (OFFICER_AL, (False, False)), (BOARD, (False, False))):
        with acting_as(actor(name)):
            entries = Entry.objects.filter(subject="fate", subject_id=need.pk).values_list("new", flat=True)
            known = any("Zqsecret" in str(entry) for entry in entries)
        assert ("Zqsecret" in client(name).get(f"/needs/{need.code}/").content.decode(), known) == expected


def test_cycles_are_those_of_the_sample():
    with acting_as(None):
        assert list(Cycle.objects.values_list("code", flat=True)) == ["2025-2026", "2023-2024"]


def test_a_version_whose_next_one_fits_no_column_is_an_error_of_the_form() -> None:
    """2,147,483,647 is the largest that PostgreSQL's integer holds."""
    answers = [
        post_evidence(SECRETARIAT, as_stored(), version=2**31 - 1),
        client(SECRETARIAT).post(
            f"/members/needs/{LOADED}/fate/", {"version": 2**31 - 1, "fate": "met", "reason": "x"}
        ),
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
