"""The history tells nobody a value that they could not read in the record while it stood."""

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from iisg.config import postgres
from tests import database
from tests.history.stories import LEVELS, PARENTS, PARTS, READERS, Story
from tests.people import DONOR, SECRETARIAT, person

TOLD = "told"
Step = tuple[str, int, int]


def saves_of(table: str) -> st.SearchStrategy[list[list[Step]]]:
    """Saves that write one table while its parents are opened, closed, moved and handed over, in any order."""
    number = st.integers(0, 11)
    parents = st.sampled_from(PARENTS.get(table, [0]))
    writes = st.tuples(st.just("write"), st.just(list(PARTS).index(table)), number)
    levels = st.tuples(st.just("set_level"), parents, st.sampled_from([1, 3]))  # members, Secretariat
    others = st.tuples(st.sampled_from(["set_level", "move_pillar", "set_owner", "settle"]), parents, number)
    return st.lists(st.lists(writes | levels | others, min_size=2, max_size=4), min_size=2, max_size=4)


@pytest.fixture(scope="module")
def cast(server: postgres.Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, object]:
    database.copy(server, TOLD)
    with django_db_blocker.unblock():
        people = {name: person(name) for name in READERS}
    return {
        "people": {name: somebody.pk for name, somebody in people.items()},
        "organisations": sorted({somebody.organisation_id for somebody in people.values()}),
    }


@pytest.fixture(scope="module")
def session(server: postgres.Server, cast: dict[str, object]) -> Iterator[psycopg.Connection]:
    """The serving role, its transactions committed."""
    with psycopg.connect(server.url(database=TOLD), autocommit=True) as session:
        yield session


WRITE, SETTLE = "write", ("settle", 0, 0)
ORDERS = {
    "before": lambda write, level: [write, level],
    "after": lambda write, level: [level, write],
    "sealed before": lambda write, level: [write, SETTLE, level],
    "sealed after": lambda write, level: [level, SETTLE, write],
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("table", "parent"), [(table, parent) for table, of in PARENTS.items() for parent in of])
def test_what_is_written_as_a_record_closes_stays_hidden_when_it_changes_as_that_opens(
    session, cast, table, parent, order
):
    story, write = Story(session, **cast), (WRITE, list(PARTS).index(table), 2)
    story.begin(("members",) * 4)
    story.save([write])
    for level in (3, 1):  # the Secretariat's, members'
        story.save(ORDERS[order](write, ("set_level", parent, level)))
    assert story.told(SECRETARIAT) & story.seen[SECRETARIAT] - story.seen[DONOR]
    assert story.told(DONOR) <= story.seen[DONOR]


@given(table=st.sampled_from(list(PARTS)), levels=st.tuples(*[st.sampled_from(LEVELS)] * 4), data=st.data())
@settings(max_examples=60)
def test_nobody_reads_in_the_history_what_they_could_not_read_while_it_stood(session, cast, table, levels, data):
    story = Story(session, **cast)
    story.begin(levels)
    for steps in data.draw(saves_of(table)):
        story.save(steps)
        for name in READERS:
            # What was overwritten in the same save stood at no time for anybody.
            assert story.told(name) & story.seen[SECRETARIAT] <= story.seen[name]


def test_each_watched_table_is_in_the_stories(session):
    """A table that is watched from now on is added to PARTS, and to OF if it has a parent."""
    with session.transaction():
        watched = session.execute("""
            select distinct c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid
            where t.tgfoid::regproc::text = 'history.record'
        """).fetchall()
    assert {name for (name,) in watched} == set(PARTS)


def test_what_is_said_while_somebody_else_closes_the_record_is_closed_with_it(server, cast, session):
    story = Story(session, **cast)
    story.begin(("members",) * 4)
    with psycopg.connect(server.url(database=TOLD)) as other:
        closing = Story(other, **cast, ids=story.ids)
        closing.become(SECRETARIAT)
        closing.set_level(0, 3)
        with session.transaction():
            story.become(SECRETARIAT)
            story.write(list(PARTS).index("needs_needpartner"), 2)
            other.commit()
    story.look()
    story.save([("set_level", 0, 1), ("write", list(PARTS).index("needs_needpartner"), 2)])
    assert story.told(SECRETARIAT) & story.seen[SECRETARIAT] - story.seen[DONOR]
    assert story.told(DONOR) <= story.seen[DONOR]
