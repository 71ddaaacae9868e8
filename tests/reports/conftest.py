"""A database of its own for the editions: the sample, the canaries, a published edition and a draft of the next."""

from collections.abc import Iterator
from datetime import date

import pytest
from pytest_django import DjangoDbBlocker

from iisg.access.acting import acting_as
from iisg.config import postgres
from iisg.framework.models import Cycle
from iisg.reports.actions import prepare_edition, publish_edition
from tests import conftest, database
from tests.hatching import CANARIES
from tests.leaks.canaries import World
from tests.people import SECRETARIAT, person

EDITIONS = "editions"
DAY = date(2026, 6, 30)


@pytest.fixture(scope="session")
def printed(server: postgres.Server, hatched: World, django_db_blocker: DjangoDbBlocker) -> World:
    database.copy(server, EDITIONS, CANARIES)
    database.use(server, EDITIONS)
    with django_db_blocker.unblock():
        by = person(SECRETARIAT)
        with acting_as(by.pk):
            cycle = Cycle.objects.get(code="2025-2026")
            publish_edition(by=by, cycle=cycle, day=DAY, is_demonstration=True)
            prepare_edition(by=by, cycle=cycle, day=DAY, is_demonstration=False)
    database.use(server, conftest.TESTED)
    return hatched


@pytest.fixture(scope="module")
def world(server: postgres.Server, printed: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Other modules find the database of all tests again."""
    database.use(server, EDITIONS)
    with django_db_blocker.unblock():
        yield printed
    database.use(server, conftest.TESTED)
