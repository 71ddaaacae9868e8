"""Who may write what, as PostgreSQL decides it: past forms, rules and actions, straight at the rows."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from iisg.access.acting import acting_as, say
from iisg.framework.models import Cycle, Measure, ReferenceDocument
from iisg.history.models import Entry
from iisg.members.models import Organisation, Person
from iisg.needs.actions import PartnerStillClaimed, set_partners
from iisg.needs.models import Evidence, Need, NeedPartner
from iisg.responses.actions import Spoken, edit_claim, remove_claim
from iisg.responses.models import Claim, ClaimPartner, Party, Response, ResponseNote, Served
from tests.people import AGENCY, BOARD, DONOR, EVERYBODY, OFFICER_AL, OFFICER_RS, SECRETARIAT, actor, person

pytestmark = pytest.mark.django_db


def rows(model: type, **which: object) -> Callable[[], int]:
    """Try to write each such row back as it is; how many the policies let through."""
    field = next(f.attname for f in model._meta.concrete_fields if not f.primary_key)  # type: ignore[attr-defined]

    def write() -> int:
        from django.db.models import F

        return model._default_manager.filter(**which).update(**{field: F(field)})  # type: ignore[attr-defined]

    return write


UPDATES: dict[str, tuple[Callable[[], int], set[str]]] = {
    "the need": (rows(Need, code="N-T"), {SECRETARIAT, OFFICER_AL}),
    "words of AL": (rows(NeedPartner, need__code="N-T", partner="AL"), {SECRETARIAT, OFFICER_AL}),
    "words of RS": (rows(NeedPartner, need__code="N-T", partner="RS"), {SECRETARIAT, OFFICER_RS}),
    "evidence": (rows(Evidence, need__code="N-T"), {SECRETARIAT, OFFICER_AL}),
    "the response": (rows(Response, code="R-T"), {SECRETARIAT, DONOR}),
    "its parties": (rows(Party, response__code="R-T", role="lead"), {SECRETARIAT, DONOR}),
    "its partners": (rows(Served, response__code="R-T", partner="AL"), {SECRETARIAT, DONOR}),
    "its note": (rows(ResponseNote, response__code="R-T"), {SECRETARIAT, DONOR}),
    "the claim": (rows(Claim, code="C-T"), {SECRETARIAT, DONOR}),
    "a word, past say_word": (rows(ClaimPartner, claim__code="C-T"), {SECRETARIAT}),
    "a loaded need": (rows(Need, code="N-BS-001"), {SECRETARIAT}),
    "a measure": (rows(Measure, code="M-BS-1.1", cycle="2025-2026"), {SECRETARIAT}),
    "a document": (rows(ReferenceDocument, code="D-001"), {SECRETARIAT}),
    "an organisation": (rows(Organisation, short_name="GIZ"), {SECRETARIAT}),
}


@pytest.mark.parametrize("record", UPDATES)
def test_exactly_these_people_change(records, record):
    write, expected = UPDATES[record]
    wrote = set()
    for name in EVERYBODY:
        with acting_as(actor(name)):
            if write():
                wrote.add(name)
    assert wrote == expected


# Past actions and rules, columns of rows that somebody may edit: who writes these values there.
CHANGES: dict[str, tuple[type, dict[str, object], dict[str, object], set[str]]] = {
    "adopts a need": (Need, {"code": "N-T"}, {"state": "adopted"}, {SECRETARIAT}),
    "proposes a need": (Need, {"code": "N-T"}, {"state": "proposed"}, {SECRETARIAT, OFFICER_AL}),
    "withdraws a need": (Need, {"code": "N-T"}, {"state": "withdrawn"}, {SECRETARIAT, OFFICER_AL}),
    "keeps a need to the Secretariat": (Need, {"code": "N-T"}, {"level": "secretariat"}, {SECRETARIAT}),
    "opens a need": (Need, {"code": "N-T"}, {"level": "public"}, {SECRETARIAT, OFFICER_AL}),
    "gives a need away": (Need, {"code": "N-T"}, {"owner": None}, {SECRETARIAT}),
    "renames a need's code": (Need, {"code": "N-T"}, {"code": "N-U"}, {SECRETARIAT}),
    "calls a need a demonstration": (Need, {"code": "N-T"}, {"is_demo": True}, {SECRETARIAT}),
    "moves a need": (Need, {"code": "N-T"}, {"cycle": "2023-2024"}, {SECRETARIAT}),
    "hides that a need was edited": (Need, {"code": "N-T"}, {"exchanged_version": 1}, {SECRETARIAT}),
    "rewrites RS's statement": (
        NeedPartner, {"need__code": "N-T", "partner": "RS"}, {"statement": "x"}, {SECRETARIAT, OFFICER_RS}
    ),
    "moves RS's words": (NeedPartner, {"need__code": "N-T", "partner": "RS"}, {"partner": "XK"}, {SECRETARIAT}),
    "names the owners of a response": (Response, {"code": "R-T"}, {"owners": [1]}, set()),
    "names the leads of a response": (Response, {"code": "R-T"}, {"leads": [1]}, set()),
    "keeps a response to its owners": (Response, {"code": "R-T"}, {"level": "secretariat"}, {SECRETARIAT, DONOR}),
    "renames a response's code": (Response, {"code": "R-T"}, {"code": "R-U"}, {SECRETARIAT}),
    "grades a claim": (Claim, {"code": "C-T"}, {"degree": "fully"}, {SECRETARIAT, DONOR}),
    "renames a claim's code": (Claim, {"code": "C-T"}, {"code": "C-U"}, {SECRETARIAT}),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_exactly_these_people_write_a_value(records, change):
    model, which, values, expected = CHANGES[change]
    with acting_as(actor(SECRETARIAT)):
        Cycle.objects.get_or_create(code="2023-2024", defaults={"starts": "2023-01-01", "ends": "2024-12-31"})
    wrote = set()
    for name in EVERYBODY:
        with acting_as(actor(name)):
            try:
                with transaction.atomic():
                    if model._default_manager.filter(**which).update(**values):  # type: ignore[attr-defined]
                        wrote.add(name)
                    transaction.set_rollback(True)
            except ProgrammingError:
                pass
    assert wrote == expected


INSERTS: dict[str, tuple[Callable[[], object], set[str]]] = {
    "a need for oneself": (lambda: add_need(), {SECRETARIAT, OFFICER_AL, OFFICER_RS}),
    "a need adopted at once": (lambda: add_need(state="adopted"), {SECRETARIAT}),
    "a need of the Secretariat's level": (lambda: add_need(level="secretariat"), {SECRETARIAT}),
    "a demonstration need": (lambda: add_need(is_demo=True), {SECRETARIAT}),
    "a partner in N-T": (lambda: add_partner(), {SECRETARIAT, OFFICER_AL}),
    "a partner in N-T with words": (lambda: add_partner(statement="x"), {SECRETARIAT}),
    "a response for GIZ": (
        lambda: Response.objects.create(
            code="R-CT-T2T2T2",
            pillar_id="WBCTi",
            title="t",
            status="ongoing",
            level="secretariat",
            owners=[giz()],
            leads=[giz()],
        ),
        {SECRETARIAT, DONOR},
    ),
    "a claim of R-T": (
        lambda: Claim.objects.create(
            code="C-T2T2T2",
            need=Need.objects.get(code="N-T"),
            response=Response.objects.get(code="R-T"),
            degree="fully",
        ),
        {SECRETARIAT, DONOR},
    ),
}


def add_need(**fields: object) -> Need:
    """For oneself."""
    given = {"code": "N-CT-T2T2T2", "pillar_id": "WBCTi", "title": "t", "priority": "low", "level": "members"} | fields
    cycle = Cycle.objects.get(code="2025-2026")
    return Need.objects.create(cycle=cycle, need_types=["operational"], owner_id=own_organisation(), **given)


def add_partner(**words: object) -> NeedPartner:
    return NeedPartner.objects.create(need=Need.objects.get(code="N-T"), partner_id="XK", **words)


def own_organisation() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("select access.org()")
        return cursor.fetchone()[0]


def giz() -> int:
    return Organisation.objects.get(short_name="GIZ").pk


@pytest.mark.parametrize("record", INSERTS)
@pytest.mark.parametrize("name", EVERYBODY)
def test_exactly_these_people_add(records, record, name):
    insert, expected = INSERTS[record]
    with acting_as(actor(name)):
        try:
            with transaction.atomic():
                insert()
                transaction.set_rollback(True)
            added = True
        except (ProgrammingError, Need.DoesNotExist, Response.DoesNotExist):
            added = False
    assert added == (name in expected)


@pytest.mark.parametrize("name", EVERYBODY)
def test_nobody_writes_the_journal_or_deletes_a_need_or_response(records, name):
    with acting_as(actor(name)):
        for statement in (
            "insert into history_entry (at) values (now())",
            "update history_entry set note = ''",
            "delete from needs_need",
            "delete from responses_response",
        ):
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
        assert Entry.objects.exists() is (name not in ("visitor",))


def test_a_level_that_is_raised_takes_the_claims_with_it_even_those_one_cannot_see(records):
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(code="R-T").update(level="secretariat")
    seen = {}
    for name in (SECRETARIAT, DONOR, AGENCY, OFFICER_AL, OFFICER_RS, BOARD):
        with acting_as(actor(name)):
            seen[name] = Claim.objects.filter(code="C-T").exists()
    assert seen == {SECRETARIAT: True, DONOR: True, AGENCY: True, OFFICER_AL: False, OFFICER_RS: False, BOARD: False}


@pytest.mark.parametrize("column", ["owners", "leads", "served"])
def test_a_response_names_nobody_who_has_no_part_in_it(records, column):
    mine = person(DONOR).organisation_id
    given: dict[str, list[object]] = {"owners": [mine], "leads": [mine], "served": []}
    given[column].append("AL" if column == "served" else person(AGENCY).organisation_id)
    fields = {"pillar_id": "WBCTi", "title": "t", "status": "ongoing", "level": "members"}
    with acting_as(actor(DONOR)), pytest.raises(IntegrityError, match="whom its parties"), transaction.atomic():
        response = Response.objects.create(code="R-CT-T2T2T2", **fields, **given)
        if column == "served":
            Party.objects.create(response=response, role="lead", organisation_id=mine)
        connection.check_constraints()


def test_a_setting_makes_nobody_the_secretariat(records):
    me = person(OFFICER_AL).pk
    with acting_as(me), pytest.raises(ProgrammingError, match="only the Secretariat"), transaction.atomic():
        say("iisg.migrating", "on")
        Person.objects.filter(pk=me).update(role="secretariat")


@pytest.mark.parametrize("change", ["role = 'secretariat'", "is_active = false", "name = 'x'", "email = 'x@y.example'"])
@pytest.mark.parametrize("name", [OFFICER_AL, "gate"])
def test_nobody_but_the_secretariat_changes_who_a_person_is(name, change):
    me = person(OFFICER_AL).pk
    actor_of_update = "gate" if name == "gate" else me
    with (
        acting_as(actor_of_update),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"update members_person set {change} where id = %s", [me])


def test_a_person_changes_their_password_and_the_secretariat_their_role():
    me = person(OFFICER_AL).pk
    with acting_as(me):
        assert Person.objects.filter(pk=me).update(password="!") == 1
    with acting_as(actor(SECRETARIAT)):
        assert Person.objects.filter(pk=me).update(role="board") == 1


def test_a_lead_does_not_take_out_what_a_partner_said(records):
    donor = person(DONOR)
    with acting_as(actor(SECRETARIAT)):
        ClaimPartner.objects.filter(claim__code="C-T").update(word="disputes")
    with acting_as(donor.pk):
        claim = Claim.objects.get(code="C-T")
        with pytest.raises(Spoken):
            remove_claim(claim, by=donor)
        with pytest.raises(Spoken):
            edit_claim(claim, by=donor, version=1, fields={}, partners=["AL"])
        assert ClaimPartner.objects.filter(claim=claim, partner="RS")._raw_delete("default") == 0
        assert claim.of_partners.get(partner="RS").word == "disputes"


def test_an_owner_takes_a_partner_out_where_only_hidden_claims_name_it_and_not_where_visible_ones_do(records):
    officer = person(OFFICER_AL)
    with acting_as(officer.pk), pytest.raises(PartnerStillClaimed), transaction.atomic():
        set_partners(Need.objects.get(code="N-T"), ["AL"], by=officer)
    with acting_as(actor(SECRETARIAT)):
        Response.objects.filter(code="R-T").update(level="secretariat")
    with acting_as(officer.pk):
        need = Need.objects.get(code="N-T")
        assert need.claims.count() == 0
        set_partners(need, ["AL"], by=officer)
    with acting_as(actor(SECRETARIAT)):
        assert Claim.objects.filter(code="C-T").exists() is False  # it had no other line
        ended = Entry.objects.filter(subject="claim", change="removed").values_list("record", flat=True)
        assert set(ended) >= {"responses_claim", "responses_claimpartner"}


def test_an_owner_does_not_take_out_a_partner_with_its_words(records):
    officer = person(OFFICER_AL)
    with acting_as(actor(SECRETARIAT)):
        Claim.objects.filter(code="C-T").delete()
        NeedPartner.objects.filter(need__code="N-T", partner="RS").update(statement="Ours")
    with acting_as(officer.pk), pytest.raises(PartnerStillClaimed):
        set_partners(Need.objects.get(code="N-T"), ["AL"], by=officer)
