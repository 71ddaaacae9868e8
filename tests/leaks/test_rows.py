"""What PostgreSQL returns of each table, to each person, against the rule stated a second time in Python."""

import json

import pytest
from django.apps import apps
from django.db import connection

from iisg.access.acting import acting_as
from iisg.history.models import Entry
from iisg.needs.models import Need
from iisg.responses.models import Response
from tests.leaks.canaries import CAST, DISABLED
from tests.people import VISITOR, actor

RECORDS = ["needs", "responses", "framework", "members", "scenarios"]


def words_in_all_tables() -> set[str]:
    """Every row of every table of records, as text."""
    text = ""
    for room in RECORDS:
        for model in apps.get_app_config(room).get_models():
            with connection.cursor() as cursor:
                cursor.execute(f'select to_jsonb(t)::text from "{model._meta.db_table}" t')
                text += "\n".join(row for (row,) in cursor.fetchall())
    return set(text.replace('"', " ").replace("/", " ").replace(".", " ").replace(",", " ").split())


@pytest.mark.parametrize("name", CAST)
def test_each_person_reads_exactly_the_words_they_are_entitled_to(world, name):
    with acting_as(actor(name) if name != DISABLED else None):
        found = words_in_all_tables() & world.words()
    assert found == world.entitled(name)


@pytest.mark.parametrize("name", CAST)
def test_each_person_sees_exactly_their_records_and_claims(world, name):
    with acting_as(actor(name) if name != DISABLED else None):
        needs = set(Need.objects.filter(code__in=world.needs).values_list("code", flat=True))
        responses = set(Response.objects.filter(code__in=world.responses).values_list("code", flat=True))
    assert (needs, responses) == (world.visible(name, "needs"), world.visible(name, "responses"))


@pytest.mark.parametrize("name", CAST)
def test_the_journal_tells_each_person_no_more_than_the_records_do(world, name):
    with acting_as(actor(name) if name != DISABLED else None):
        text = json.dumps(list(Entry.objects.values_list("old", "new")))
    found = {word for word in world.words() if word in text}
    expected = set() if name in (VISITOR, DISABLED) else world.entitled(name)
    assert found == expected - world.assumed()


def test_each_word_is_read_by_somebody_and_most_are_hidden_from_somebody(world):
    everybody = set().union(*(world.entitled(name) for name in CAST))
    assert everybody == world.words()
    assert len(world.words()) > 1000
    assert len(world.words() - world.entitled(VISITOR)) > len(world.words()) / 2
