"""Tests run as the serving role, under row-level security, on a copy of a database that the owner migrated."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import DjangoDbBlocker

from iisg.config import postgres
from tests import database

TESTED = "tests"
LONG = ("test_twins.py", "test_requests.py", "test_routes.py")
# The site in a browser: tests/hostile and tests/journeys. Canaries: tests/leaks and tests/reports.
pytest_plugins = ["tests.browsing", "tests.hatching", "tests.history.writings"]


# Speed is measured in benchmarks: no property fails for a slow machine.
hypothesis.register_profile("untimed", parent=hypothesis(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # once, not by each of the workers that share the tests
        database.remove_old()
    serve_static_files_as_they_lie()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long modules first: the workers that share the tests then end at about the same time."""
    items.sort(key=lambda item: item.path.name not in LONG)


def serve_static_files_as_they_lie() -> None:
    """In the tree; nothing is collected for a test."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT = None
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture(scope="session")
def server(django_db_blocker: DjangoDbBlocker) -> Iterator[postgres.Server]:
    with database.running() as server:
        with django_db_blocker.unblock():
            database.fill(server)
        yield server


@pytest.fixture(scope="session")
def django_db_setup(server: postgres.Server) -> None:
    """Replaces pytest-django's: it would create the database and flush it as one role, which nobody here could."""

    def restore(self: TransactionTestCase) -> None:
        start_afresh(server)

    TransactionTestCase._fixture_teardown = restore  # type: ignore[attr-defined]
    start_afresh(server)


def start_afresh(server: postgres.Server) -> None:
    database.copy(server, TESTED)
    database.use(server, TESTED)
