"""Who is acting, as PostgreSQL sees it."""

import threading

import pytest
from django.db import connection

from iisg.access.acting import GATE, AnotherActs, NobodyActs, acting_as, become, say, sign
from iisg.members.models import Person
from iisg.needs.models import Need
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, VISITOR, actor, person

pytestmark = pytest.mark.django_db

ALL_GROUPS = {
    "g:WBBSi",
    "g:WBBSi,WBCSCi",
    "g:WBBSi,WBCSCi,WBCTi",
    "g:WBBSi,WBCTi",
    "g:WBCSCi",
    "g:WBCSCi,WBCTi",
    "g:WBCTi",
}


def audiences() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("select access.audiences()")
        return set(cursor.fetchone()[0])


def test_a_query_outside_acting_as_raises():
    with pytest.raises(NobodyActs):
        Need.objects.count()


def test_another_thread_does_not_inherit_who_acts():
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            Need.objects.count()
        except NobodyActs as error:
            caught.append(error)
        finally:
            connection.close()

    with acting_as(actor(SECRETARIAT)):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert len(caught) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (VISITOR, {"p"}),
        (DONOR, {"p", "m"} | {group for group in ALL_GROUPS if "WBCSCi" in group}),
        (AGENCY, {"p", "m"} | {group for group in ALL_GROUPS if "WBBSi" in group}),
        (OFFICER_RS, {"p", "m"} | {group for group in ALL_GROUPS if "WBBSi" in group}),
        (OFFICER_AL, {"p", "m"} | ALL_GROUPS),
        (BOARD, {"p", "m"} | ALL_GROUPS),
        (SECRETARIAT, {"p", "m", "s"} | ALL_GROUPS),
    ],
)
def test_each_person_has_exactly_their_audiences(name, expected):
    with acting_as(actor(name)):
        assert audiences() == expected


@pytest.mark.parametrize(
    "token",
    ["", "1", "1.9999999999.", "1.9999999999.00", "gate", "..", "1.x.y", "1.99999999999999999999.a", "'", "1.1.1.1"],
)
def test_a_forged_or_malformed_actor_is_a_visitor(token):
    with acting_as(None):
        say("iisg.actor", token)
        assert audiences() == {"p"}


def test_the_signature_of_one_person_does_not_open_another():
    ours = sign(actor(DONOR))
    theirs = str(actor(SECRETARIAT))
    with acting_as(None):
        say("iisg.actor", ".".join([theirs, *ours.split(".")[1:]]))
        assert audiences() == {"p"}


def test_an_expired_signature_is_a_visitor(monkeypatch):
    secretariat = actor(SECRETARIAT)
    monkeypatch.setattr("iisg.access.acting.LIFETIME", -10)
    with acting_as(secretariat):
        assert audiences() == {"p"}


def test_a_disabled_person_is_a_visitor():
    donor = person(DONOR).pk
    with acting_as(actor(SECRETARIAT)):
        Person.objects.filter(pk=donor).update(is_active=False)
    with acting_as(donor):
        assert audiences() == {"p"}


def test_nobody_takes_over_a_running_transaction_of_somebody_else():
    donor, secretariat = actor(DONOR), actor(SECRETARIAT)
    with acting_as(donor), pytest.raises(AnotherActs), acting_as(secretariat):
        pass


def test_only_the_gate_acts_in_between_and_then_the_person_again():
    with acting_as(actor(DONOR)):
        with acting_as(GATE):
            assert audiences() == {"p"}
        assert "m" in audiences()


def test_a_visitor_can_become_a_person_and_is_a_visitor_again_afterwards():
    with acting_as(None):
        with acting_as(actor(DONOR)):
            assert "m" in audiences()
        assert audiences() == {"p"}


def test_only_the_gate_the_person_and_the_secretariat_see_an_account():
    seen = {}
    for name in (VISITOR, DONOR, SECRETARIAT):
        with acting_as(actor(name)):
            seen[name] = Person.objects.count()
    with acting_as(GATE):
        seen["gate"] = Person.objects.count()
    assert seen == {VISITOR: 0, DONOR: 1, SECRETARIAT: 6, "gate": 6}


def test_become_changes_who_acts_within_the_transaction():
    donor = actor(DONOR)
    with acting_as(None):
        become(donor)
        assert "m" in audiences()


def known() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('iisg.self')")
        return str(cursor.fetchone()[0])


def test_what_was_looked_up_of_one_person_does_not_open_for_another_nor_when_it_is_changed():
    with acting_as(actor(SECRETARIAT)):
        theirs = known()
    with acting_as(actor(DONOR)):
        ours = known()
        for forged in (theirs, ours.replace('"member"', '"secretariat"'), ours[64:], theirs[64:], "", "x" * 80):
            say("iisg.self", forged)
            assert audiences() == {"p", "m"} | {group for group in ALL_GROUPS if "WBCSCi" in group}


def blocks(table: str, code: str) -> int:
    """How much is read to find a record by its code."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"explain (analyze, buffers, timing off, format json) select * from {table} where code = %s", [code]
        )
        plan = cursor.fetchone()[0][0]["Plan"]
    return int(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])


@pytest.mark.parametrize("table", ["needs_need", "responses_response"])
def test_a_hidden_code_costs_a_look_at_its_row_more_than_one_that_is_nobodys(table):
    with acting_as(actor(SECRETARIAT)), connection.cursor() as cursor:
        cursor.execute(
            f"update {table} set level = 'secretariat', code = 'Z-1' where id = (select min(id) from {table})"
        )
    with acting_as(actor(DONOR)):
        for code in ("Z-1", "Z-2"):
            blocks(table, code)  # the first time functions are made ready, too
        assert 0 <= blocks(table, "Z-1") - blocks(table, "Z-2") <= 6
        say("iisg.self", "")
        assert blocks(table, "Z-1") - blocks(table, "Z-2") > 6
