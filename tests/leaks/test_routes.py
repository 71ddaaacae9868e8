"""Every route, fetched as each kind of person: each reads exactly the words that they are entitled to."""

import html
import io
import re
import zipfile
from collections.abc import Callable
from functools import cache

import pytest
from django.test import Client

from iisg.access.acting import GATE, acting_as
from iisg.members.models import Person
from tests.leaks.canaries import CAST, DISABLED, World
from tests.leaks.routes import ROUTES, addresses, routes
from tests.people import VISITOR, client

CANARY = re.compile(r"[zZ]q[a-p]{16}qz|\b[NRC]-\d{3}-[A-P]{8}\b")


def test_each_route_of_the_url_tree_is_registered_and_no_other():
    assert set(routes()) == set(ROUTES)


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b"\n".join(archive.read(name) for name in archive.namelist())
    return html.unescape(content.decode("utf-8", "replace")) + str(response.headers)


def canaries_in(text: str) -> set[str]:
    """A page may begin a sentence with one."""
    return {found.replace("Zq", "zq", 1) for found in CANARY.findall(text)}


def browser_of(name: str) -> Client:
    """A disabled account has a session from before it was disabled."""
    if name != DISABLED:
        return client(name)
    browser = Client()
    with acting_as(GATE):
        browser.force_login(Person.objects.get(email="disabled@iisg.example"))
    return browser


@pytest.fixture(scope="module")
def seen(world: World) -> Callable[[str], set[str]]:
    """What each person read, fetched once."""
    return cache(lambda name: words_seen(name, world))


def words_seen(name: str, world: World) -> set[str]:
    browser = browser_of(name)
    found: set[str] = set()
    for address in addresses(world.records()):
        asked = canaries_in(address)
        for headers in ({}, {"HX-Request": "true"}) if "/cell/" in address else ({},):
            response = browser.get(address, headers=headers)
            assert response.status_code < 500, address
            refused = response.status_code != 200 or "HX-Redirect" in response.headers
            found |= canaries_in(text_of(response)) - (asked if refused else set())
    return found


@pytest.mark.parametrize("name", [name for name in CAST if name != DISABLED])
def test_each_person_reads_exactly_what_they_may(world, seen, name):
    found = seen(name)
    assert sorted(found - world.entitled(name)) == [], "read without being entitled"
    assert sorted((world.entitled(name) & world.words()) - found) == [], "entitled, but shown nowhere"


def test_a_disabled_account_reads_what_a_visitor_reads(seen):
    assert seen(DISABLED) == seen(VISITOR)


@pytest.mark.parametrize("name", [VISITOR, "donor", "officer.rs"])
@pytest.mark.parametrize("kind", ["needs", "responses"])
def test_hidden_and_absent_answer_alike(world, name, kind):
    hidden = sorted(set(getattr(world, kind)) - world.visible(name, kind))[0]
    absent = "X-000-ABCDEFGH"
    browser = client(name)
    answers = []
    for code in (hidden, absent):
        response = browser.get(f"/{kind}/{code}/")
        answers.append((response.status_code, normal(text_of(response)).replace(code, "CODE")))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def normal(text: str) -> str:
    """Without what differs from one answer to the next by itself."""
    text = re.sub(r"'Expires': '[^']+'", "", text)
    return re.sub(r'((?:csrfmiddlewaretoken|once)" value="|X-CSRFToken": ")[^"]+', r"\1", text)
