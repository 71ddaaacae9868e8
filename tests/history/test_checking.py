"""`iisg verify` finds what was done past the platform, says of what kind and where, and never a value."""

import random
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.db import Error, transaction
from django.db.migrations import AddField
from django.db.migrations.loader import MigrationLoader

from iisg.access.acting import acting_as
from iisg.config import commands
from iisg.history import checking
from iisg.history.checking import Fault, Head, describe, read_head
from iisg.needs.models import Need
from tests.history.tampering import SEAL_ANEW, TAMPERINGS, find_faults, undone
from tests.people import DONOR, SECRETARIAT, actor

TIMES = 50


@pytest.fixture(scope="module")
def kept(superuser):
    return superuser.execute("select entries, hash from history.head").fetchone()


@pytest.fixture
def verify(written, monkeypatch):
    """The command on the database of these tests."""
    monkeypatch.setattr(commands, "connected", nullcontext)
    monkeypatch.setattr(commands, "secretariat_of_demonstration", lambda: "secretariat@iisg.example")

    def run(who: str | None = None, kept: Path | None = None, write: Path | None = None) -> None:
        commands.verify(who=who, kept=kept, write=write)

    return run


def retitle(title: str) -> None:
    with acting_as(actor(SECRETARIAT)):
        need = Need.objects.order_by("id")[0]
        need.title = title
        need.save()


def test_a_journal_that_was_only_written_has_no_fault(superuser, kept):
    with undone(superuser):
        assert find_faults(superuser, kept) == set()


@pytest.mark.parametrize("number", range(TIMES))
def test_each_tampering_is_found(superuser, kept, number):
    tamper = TAMPERINGS[number % len(TAMPERINGS)]
    with undone(superuser):
        tamper(superuser, random.Random(number))
        assert find_faults(superuser, kept) != set(), tamper.__name__


KINDS = [
    ("update history_entry set note = 'x' where id = (select min(id) from history_entry)", {"altered"}),
    ("insert into history_entry select (jsonb_populate_record(e, '{\"id\": 0, \"prev\": null, \"hash\": null}')).*"
     " from history_entry e order by e.id limit 1", {"unsealed", "entries disagree"}),
    ("delete from history.head", {"head gone"}),
    ("update history.head set hash = sha256('x')", {"head moved"}),
    ("delete from history_entry where id = (select max(id) from history_entry)", {"cut", "not kept", "put in", "gone"}),
    ("update needs_need set title = 'x' where id = (select min(id) from needs_need)", {"changed"}),
    ("delete from needs_evidence where id = (select min(id) from needs_evidence)", {"gone"}),
    ("update responses_response set leads = '{1}', owners = '{1}'", {"derived"}),
    ("update reports_editionfile set content = 'x' where form = 'pdf'", {"file"}),
    ("alter table needs_need disable trigger journal_changed", {"trigger off"}),
]  # fmt: skip


@pytest.mark.parametrize(("statement", "kinds"), KINDS)
def test_it_is_said_what_kind_it_is(superuser, kept, statement, kinds):
    with undone(superuser):
        superuser.execute(statement)
        found = find_faults(superuser, kept)
    assert found and found <= kinds


def test_the_command_says_where_but_no_value_and_ends_with_1(superuser, verify, capsys):
    superuser.execute("set session_replication_role = replica")
    which = "where id = (select min(id) from needs_need)"
    ((need,),) = superuser.execute(f"update needs_need set title = title || 'SECRET' {which} returning id").fetchall()
    with pytest.raises(SystemExit) as ended:
        verify()
    superuser.execute(f"update needs_need set title = replace(title, 'SECRET', '') {which}")
    superuser.execute("reset session_replication_role")
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (1, "")
    assert f"needs_need {need} title" in said.err and "SECRET" not in said.err


def test_a_journal_that_has_grown_leads_through_the_head_that_was_kept(verify, tmp_path, capsys):
    verify(write=tmp_path / "head")
    before = read_head((tmp_path / "head").read_text())
    retitle("A title")
    verify(kept=tmp_path / "head", write=tmp_path / "later")
    assert read_head((tmp_path / "later").read_text()).entries == before.entries + 1
    assert capsys.readouterr().out.count("The journal is whole") == 2


def test_an_entry_that_was_put_in_gets_no_seal_from_the_next_save(superuser, written):
    superuser.execute("set session_replication_role = replica")
    superuser.execute(
        "insert into history_entry (id, at, actor_name, note, subject, subject_id, record, record_id, change,"
        " gates) values (0, now(), '', '', 'need', 5, 'needs_need', 5, 'changed', '[]')"
    )
    superuser.execute("reset session_replication_role")
    retitle("Another title")
    found = superuser.execute("delete from history_entry where id = 0 returning hash").fetchall()
    assert found == [(None,)]
    assert find_faults(superuser) == set()


def test_without_a_head_nothing_is_saved(superuser, written):
    ((entries, seal),) = superuser.execute("delete from history.head returning entries, hash").fetchall()
    with pytest.raises(Error, match="no head"):
        retitle("Yet another title")
    superuser.execute("insert into history.head (entries, hash) values (%s, %s)", [entries, seal])
    assert find_faults(superuser) == set()


def test_a_chain_that_was_made_anew_with_the_right_seals_does_not(superuser, kept):
    with undone(superuser):
        superuser.execute("update history_entry set note = 'x' where id = (select min(id) from history_entry)")
        superuser.execute(SEAL_ANEW)
        assert find_faults(superuser) == set()
        assert find_faults(superuser, kept) == {"not kept"}


@pytest.mark.parametrize("text", ["", "iisg journal head 1\nentries: 1\nhash: 00\nat: x\n", "iisg journal head 2\n"])
def test_what_is_no_head_is_refused(verify, tmp_path, text):
    (tmp_path / "head").write_text(text)
    with pytest.raises(commands.Refused, match="no head"):
        verify(kept=tmp_path / "head")


def test_a_head_is_read_as_it_was_written():
    head = Head(12, "ab" * 32, "2026-06-30T12:00:00+00:00")
    assert read_head(str(head)) == head


def test_nobody_but_the_secretariat_is_answered(verify):
    with pytest.raises(commands.Refused, match="Only the Secretariat"):
        verify(who="donor@iisg.example")
    for check in checking.CHECKS:
        with acting_as(actor(DONOR)), pytest.raises(Error, match="only the Secretariat"), transaction.atomic():
            checking.ask(f"select * from {check}()")


def test_a_column_that_comes_later_is_told_by_taking_stock(superuser):
    with undone(superuser):
        superuser.execute("alter table needs_need add column colour text not null default 'grey'")
        assert find_faults(superuser) == {"untold"}
        superuser.execute("set session authorization iisg_owner")
        superuser.execute("select history.take_stock('needs_need')")
        superuser.execute("reset session authorization")
        assert find_faults(superuser) == {"unsealed"}  # no trigger runs inside, so not the one that seals either


def test_migrations_that_add_a_column_to_a_watched_table_take_stock(superuser):
    graph = MigrationLoader(None).graph
    watched = {name for (name,) in superuser.execute("select history.watched()")}
    begin = ("history", "0003_one_save_is_one_change")
    later = [node for node in graph.nodes if begin in graph.forwards_plan(node)]
    adding = [
        node
        for node in later
        for operation in graph.nodes[node].operations
        if isinstance(operation, AddField) and f"{node[0]}_{operation.model_name_lower}" in watched
    ]
    silent = [node for node in adding if not any("take_stock" in str(vars(o)) for o in graph.nodes[node].operations)]
    assert later and silent == []


def test_many_faults_of_a_kind_are_counted():
    (said,) = describe([Fault("changed", "needs_need", number, "title") for number in range(1207)])
    assert "needs_need 0 title, needs_need 1 title" in said
    assert "and 1,202 more" in said
