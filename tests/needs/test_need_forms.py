"""Adding and editing needs and partners' words: who may, what is refused, what a stale save loses (nothing)."""

from typing import Any

import pytest

from iisg.access.acting import acting_as
from iisg.history.entries import entries_of
from iisg.needs.models import Need, NeedPartner
from tests.needs.rows import FILLED, made_by, posted, save
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, VISITOR, client, person

pytestmark = pytest.mark.django_db
LOADED = "N-CT-004"  # of the Secretariat; names all six partners


@pytest.mark.parametrize(
    ("who", "add", "edit", "words"),
    [
        (VISITOR, 302, 302, 302),
        (SECRETARIAT, 200, 200, 200),
        (OFFICER_AL, 200, 403, 200),
        (OFFICER_RS, 200, 403, 403),
        (DONOR, 403, 403, 403),
        (AGENCY, 403, 403, 403),
        (BOARD, 403, 403, 403),
    ],
)
def test_who_may_add_edit_and_speak_for_albania(who: str, add: int, edit: int, words: int) -> None:
    addresses = ["add/", f"{LOADED}/edit/", f"{LOADED}/words/AL/"]
    assert [client(who).get(f"/members/needs/{address}").status_code for address in addresses] == [add, edit, words]


def test_hidden_and_absent_needs_answer_alike() -> None:
    for address in ("/members/needs/{}/edit/", "/members/needs/{}/words/RS/", "/needs/{}/"):
        answers = [client(DONOR).get(address.format(code)) for code in ("N-CT-902", "N-CT-XXX")]
        assert [answer.status_code for answer in answers] == [404, 404]


def test_an_officer_states_a_need_which_its_institution_then_owns() -> None:
    answer = client(OFFICER_AL).post("/members/needs/add/", FILLED)
    officer = person(OFFICER_AL)
    with acting_as(officer.pk):
        need = Need.objects.get(title="Train mentors")
        assert answer.headers["Location"] == f"/needs/{need.code}/"
        assert (need.owner_id, need.state, need.named) == (officer.organisation_id, "proposed", ["AL", "XK"])


def test_the_owner_edits_and_a_neighbour_of_the_same_level_does_not() -> None:
    owner = person(OFFICER_AL)
    need = made_by(owner)
    data = posted(owner, need, title="Train more mentors")
    assert [save(client(who), need, data).status_code for who in (OFFICER_RS, OFFICER_AL)] == [403, 302]
    with acting_as(owner.pk):
        need.refresh_from_db()
        assert (need.title, need.version) == ("Train more mentors", 2)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a high priority without a reason": ({"priority": "high"}, "priority_reason"),
    "a changed priority without a reason": ({"priority": "low"}, "priority_reason"),
    "adoption without evidence": ({"state": "adopted"}, "state"),
    "a chapter that does not exist": ({"acquis_chapters": "24, 36"}, "acquis_chapters"),
    "a chapter of 5,000 digits": ({"acquis_chapters": "9" * 5_000}, "acquis_chapters"),
    "no type": ({"need_types": []}, "need_types"),
    "no partner": ({"partners": []}, "partners"),
    "an unknown level": ({"level": "limite"}, "level"),
    "a day that does not exist": ({"target_date": "2026-02-30"}, "target_date"),
    "a day that says no end": ({"target_date": "9999-12-31"}, "target_date"),
    "a NUL": ({"title": "a\0b"}, "title"),
    "a marking without a declaration": ({"description": "ST 12/26 LIMITE"}, "is_unclassified"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_form_refuses(case: str) -> None:
    changes, field = REFUSED[case]
    need = made_by(person(SECRETARIAT))
    answer = save(client(SECRETARIAT), need, posted(person(SECRETARIAT), need, **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


def test_a_measure_of_another_pillar_is_refused() -> None:
    from iisg.framework.models import Measure

    need = made_by(person(SECRETARIAT))
    with acting_as(person(SECRETARIAT).pk):
        measure = Measure.objects.get(cycle="2025-2026", code="M-BS-1.1").pk
    answer = save(client(SECRETARIAT), need, posted(person(SECRETARIAT), need, measure=measure))
    assert answer.context["form"].errors["measure"] == [
        "M-BS-1.1 belongs to WBBSi, the need to WBCTi. Change one of them."
    ]


def test_an_owner_neither_adopts_nor_gives_the_secretariats_level() -> None:
    need = made_by(person(OFFICER_AL))
    for changes in ({"state": "adopted"}, {"level": "secretariat"}):
        answer = save(client(OFFICER_AL), need, posted(person(OFFICER_AL), need, **changes))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, list(changes))


def test_a_declared_text_is_stored_and_the_declaration_is_in_the_history() -> None:
    need = made_by(person(SECRETARIAT))
    data = posted(person(SECRETARIAT), need, description="ST 12/26 LIMITE", is_unclassified="on")
    assert save(client(SECRETARIAT), need, data).status_code == 302
    with acting_as(person(SECRETARIAT).pk):
        assert entries_of("need", need.pk)[0].note == "Declared unclassified although marked LIMITE"


def test_a_stale_save_shows_both_versions_and_can_then_be_saved() -> None:
    secretariat, need = person(SECRETARIAT), made_by(person(SECRETARIAT))
    mine = posted(secretariat, need, title="Mine")
    assert save(client(SECRETARIAT), need, posted(secretariat, need, title="Theirs")).status_code == 302
    stale = save(client(SECRETARIAT), need, mine)
    (both,) = stale.context["differences"]
    assert (stale.status_code, both.label, both.yours, both.stored) == (409, "Title", "Mine", "Theirs")
    assert stale.context["form"]["title"].value() == "Mine"
    version = stale.context["form"]["version"].value()
    assert save(client(SECRETARIAT), need, mine | {"version": version}).status_code == 302
    with acting_as(secretariat.pk):
        need.refresh_from_db()
        assert (need.title, need.version) == ("Mine", 3)


def test_a_partner_that_a_claim_names_stays_with_the_need() -> None:
    with acting_as(person(SECRETARIAT).pk):
        need = Need.objects.get(code=LOADED)
    data = posted(person(SECRETARIAT), need, partners=["BA"], priority_reason="As agreed")
    answer = save(client(SECRETARIAT), need, data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["partners"])
    with acting_as(person(SECRETARIAT).pk):
        assert Need.objects.get(code=LOADED).version == 1


def test_a_new_need_names_the_document_of_a_passage_and_of_its_adoption() -> None:
    for changes in ({"state": "adopted"}, {"passage": "As it stands"}):
        answer = client(SECRETARIAT).post("/members/needs/add/", FILLED | changes)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["document"])


WORDS = {"statement": "Probation has none", "institutions": "Probation Service", "urgency": "high", "is_met": "no"}


def test_an_officer_gives_its_partners_own_words_and_no_others() -> None:
    answers = {
        p: client(OFFICER_AL).post(f"/members/needs/{LOADED}/words/{p}/", WORDS | {"version": 1}) for p in ("AL", "RS")
    }
    assert {partner: answer.status_code for partner, answer in answers.items()} == {"AL": 302, "RS": 403}
    with acting_as(person(DONOR).pk):
        said = NeedPartner.objects.get(need__code=LOADED, partner="AL")
        assert (said.statement, said.urgency, said.is_met, said.version) == ("Probation has none", "high", False, 2)


def test_stale_words_show_both_versions() -> None:
    address = f"/members/needs/{LOADED}/words/AL/"
    client(SECRETARIAT).post(address, WORDS | {"version": 1})
    answer = client(OFFICER_AL).post(address, WORDS | {"version": 1, "urgency": "low", "is_met": ""})
    assert answer.status_code == 409
    assert [(d.label, d.yours, d.stored) for d in answer.context["differences"]] == [
        ("Urgency", "Low", "High"),
        ("Is the need met here?", "not stated", "No"),
    ]
