"""The leak tests read the canaries."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from iisg.config import postgres
from tests import conftest, database
from tests.hatching import CANARIES
from tests.leaks.canaries import World


@pytest.fixture(scope="module")
def world(server: postgres.Server, hatched: World, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Other modules find the database of all tests again."""
    database.use(server, CANARIES)
    with django_db_blocker.unblock():
        yield hatched
    database.use(server, conftest.TESTED)
