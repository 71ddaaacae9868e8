"""A database of its own for the canaries: hatched once, read by all leak tests."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from iisg.config import postgres
from tests import conftest, database
from tests.leaks.canaries import World, hatch

CANARIES = "canaries"


@pytest.fixture(scope="session")
def hatched(server: postgres.Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> World:
    database.copy(server, CANARIES)
    database.use(server, CANARIES)
    with django_db_blocker.unblock():
        world = hatch()
    database.use(server, conftest.TESTED)
    return world


@pytest.fixture(scope="module")
def world(server: postgres.Server, hatched: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Other modules find the database of all tests again."""
    database.use(server, CANARIES)
    with django_db_blocker.unblock():
        yield hatched
    database.use(server, conftest.TESTED)
