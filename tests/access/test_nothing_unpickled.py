"""Nothing that the database holds is ever run: what is read back from it is text, numbers and JSON."""

import base64
import pickle
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.utils import timezone

import iisg
from iisg.access.acting import acting_as, say

pytestmark = pytest.mark.django_db
UNPICKLES = re.compile(r"^\s*(?:import|from)\s+(?:pickle|marshal|shelve|dill|joblib|cloudpickle)\b", re.MULTILINE)
KEY = "a" * 32


class Touch:
    """Unpickled, it makes a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.file,)


def test_no_part_of_the_platform_unpickles():
    sources = list(Path(iisg.__file__).parent.rglob("*.py"))
    assert len(sources) > 100
    assert [str(source) for source in sources if UNPICKLES.search(source.read_text())] == []


def test_neither_caches_nor_sessions_nor_messages_unpickle():
    assert {cache["BACKEND"] for cache in settings.CACHES.values()} == {
        "django.core.cache.backends.dummy.DummyCache"  # every other of Django's pickles
    }
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.session.SessionStorage"


def test_the_table_of_djangos_cache_is_gone():
    with acting_as(None), connection.cursor() as cursor:
        cursor.execute("select to_regclass('access_counter'), to_regclass('access_attempt') is not null")
        assert cursor.fetchone() == (None, True)


@pytest.mark.parametrize("form", ["{}", ":{}", "{}:a:b"])
def test_a_poisoned_session_is_nobodys_and_runs_nothing(form: str, tmp_path: Path):
    touched = tmp_path / "touched"
    poison = base64.b64encode(pickle.dumps(Touch(touched))).decode()
    with acting_as(None):
        say("iisg.session", KEY)
        Session.objects.create(
            session_key=KEY, session_data=form.format(poison), expire_date=timezone.now() + timedelta(hours=1)
        )
    answer = Client(headers={"cookie": f"sessionid={KEY}"}).get("/members/")
    assert (answer.status_code, touched.exists()) == (302, False)
