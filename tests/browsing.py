"""The site as a browser meets it: a threaded server on a copy of the database, and one Chromium for the whole run.

Requests run as the serving role, each in a transaction of its own that is really committed. A browser of these tests
notes whatever no page may do (answer 500, log an error, break the content policy, open a dialog, ask any other host);
the test that used it then fails.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker

from iisg.config import postgres
from tests import conftest, database, people

LIVE = "live"
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
WIDE, NARROW = 1280, 320
PATIENCE = 20_000  # ms, for a machine that does other work too
STATUS_NOTE = "Failed to load resource: the server responded with a status of 4"  # a refusal is asserted by the test

Open = Callable[..., Page]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """A test says what it saw; the log of each request says nothing more."""


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, NAMES)), MAC)
    sandbox = [] if os.geteuid() else ["--no-sandbox"]  # Chromium's own does not work for root
    before = dict(os.environ)
    with sync_playwright() as playwright:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread; Django's queries do not
        yield playwright.chromium.launch(executable_path=executable, args=sandbox)
    os.environ.clear()
    os.environ |= before


@pytest.fixture(scope="module")
def site(
    address: str, server: postgres.Server, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """The address of a site that no other module has written to."""
    database.copy(server, LIVE)
    database.use(server, LIVE)
    with django_db_blocker.unblock():
        yield address
    database.use(server, conftest.TESTED)


@pytest.fixture
def browse(site: str, chromium: Browser) -> Iterator[Open]:
    """`browse("donor", javascript=False)`: a page in a fresh browser of this person, signed in."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def start(name: str = people.VISITOR, *, javascript: bool = True, width: int = WIDE, dark: bool = False) -> Page:
        context = chromium.new_context(
            base_url=site,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        sign_in(context, name, site)
        return watched(context, site, faults)

    yield start
    for context in contexts:
        context.close()
    assert faults == []


def sign_in(context: BrowserContext, name: str, site: str) -> None:
    """Without the form, which takes its time to hash the password; test_sign_in.py uses it."""
    cookie = people.client(name).cookies.get("sessionid")
    if cookie is not None:
        context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site, "httpOnly": True}])


def watched(context: BrowserContext, site: str, faults: list[str]) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)

    def answered(response: Response) -> None:
        if response.status >= 500:
            faults.append(f"{response.status} {response.url}")

    def asked(request: Request) -> None:
        if not request.url.startswith((f"{site}/", "data:", "blob:")):
            faults.append(f"asks {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(STATUS_NOTE):
            faults.append(f"{page.url}: {message.text}")

    def opened(dialog: Dialog) -> None:
        faults.append(f"{page.url}: dialog {dialog.message}")
        dialog.dismiss()

    context.on("response", answered)
    context.on("request", asked)
    context.on("console", said)
    context.on("weberror", lambda error: faults.append(f"{page.url}: {error.error}"))
    context.on("dialog", opened)
    return page


@contextmanager
def answering(page: Page, status: int) -> Iterator[None]:
    """The next page loaded in this block answers with this status."""
    with page.expect_response(lambda response: response.request.is_navigation_request()) as answer:
        yield
    assert answer.value.status == status
