"""A database of its own for the canaries: hatched once, read by the leak tests, copied by those of reports."""

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
