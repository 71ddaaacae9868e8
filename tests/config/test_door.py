"""What comes in, and what does not: only a whole request gets a thread."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import repeat
from threading import Event
from typing import Any

import pytest
from django.test import Client

from iisg.config.door import THREADS, Door
from iisg.site.refusals import REFUSED, WORDS
from tests.hostile.test_headers import ALWAYS

MORE = {"type": "http.request", "more_body": True}
LAST = {"type": "http.request", "more_body": False}
GONE = {"type": "http.disconnect"}
Message = dict[str, Any]
Site = Callable[[dict[str, Any], Callable[..., object]], list[bytes]]


def tell(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
    """A site that says what it was asked."""
    start("200 OK", [("Content-Type", "text/plain")])
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "CONTENT_LENGTH", REFUSED)
    said = [str(environ[name]) for name in names if name in environ]
    return [" ".join(said).encode("latin-1"), b" ", environ["wsgi.input"].read()]


async def visit(door: Door, messages: Iterable[Message], path: str = "/", headers: dict[str, str] | None = None) -> str:
    """A client that sends these messages and then waits; what it is answered."""
    path, _, query = path.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "raw_path": path.encode(),
        "query_string": query.encode(), "server": ("127.0.0.1", "80"), "client": ("127.0.0.1", "5000"),
        "headers": [(name.encode(), value.encode()) for name, value in (headers or {}).items()],
    }  # fmt: skip
    answer, coming = [], iter(messages)

    async def receive() -> Message:
        await asyncio.sleep(0)
        if message := next(coming, None):
            return message
        return await asyncio.Future()

    async def send(message: Message) -> None:
        answer.append(message)

    await door(scope, receive, send)
    return b"".join(message.get("body", b"") for message in answer).decode()


def answer_to(messages: Iterable[Message], site: Site = tell, **details: Any) -> str:
    door = Door(site)
    said = asyncio.run(visit(door, messages, **details))
    assert door.held == 0
    return said


def test_a_whole_request_reaches_the_site_as_it_was_sent():
    sent = [MORE | {"body": b"a=1"}, MORE | {"body": b"&b=2"}, LAST]
    assert answer_to(sent, path="/needs/%C5%BE/?q=a%20b") == "POST /needs/ž/ q=a%20b 7 a=1&b=2".encode().decode("utf-8")


def test_a_body_said_to_be_too_large_is_refused_unread():
    sent = iter([MORE | {"body": b"abcd"}])
    assert answer_to(sent, headers={"content-length": "300000000"}) == "POST /  0 413 "
    assert list(sent)


def test_a_body_of_unsaid_size_is_read_to_the_limit_only(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    sent = iter([MORE | {"body": b"abcd"}] * 9)
    assert answer_to(sent) == "POST /  0 413 "
    assert len(list(sent)) == 6


@pytest.mark.parametrize("sent", [[], [MORE | {"body": b"abcd"}]], ids=["nothing", "four bytes"])
def test_a_body_that_does_not_come_is_refused_in_time(sent, settings):
    settings.BODY_SECONDS = 0.05
    assert answer_to(sent) == "POST /  0 408 "


def test_a_body_that_trickles_is_refused_in_time_too(settings):
    settings.BODY_SECONDS, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 0.05, 10**9
    assert answer_to(repeat(MORE | {"body": b"a"})) == "POST /  0 408 "


def test_a_long_address_is_refused(settings):
    settings.LONGEST_ADDRESS = 100
    assert answer_to([LAST], path="/" + 50 * "a" + "?" + 48 * "b").startswith("POST /aaa")
    assert " 414 " in answer_to([LAST], path="/" + 50 * "a" + "?" + 50 * "b")


def test_long_cookies_are_refused_before_anybody_reads_them():
    def cookies(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        start("200 OK", [])
        return [f"{environ.get(REFUSED)} {len(environ['HTTP_COOKIE'])}".encode()]

    assert answer_to([LAST], site=cookies, headers={"cookie": 4_000 * "\\"}) == "None 4000"
    assert answer_to([LAST], site=cookies, headers={"cookie": 4_001 * "\\"}) == "431 0"


def test_bodies_find_room_for_so_many_bytes_at_a_time(settings):
    settings.BODIES_AT_A_TIME = 10
    assert answer_to([MORE | {"body": 8 * b"a"}, LAST]) == "POST /  8 aaaaaaaa"
    assert answer_to([MORE | {"body": 8 * b"a"}, MORE | {"body": 8 * b"a"}, LAST]) == "POST /  0 503 "


def test_nobody_answers_who_left_while_sending():
    def never(*arguments: object) -> list[bytes]:
        raise AssertionError("the site was asked")

    assert answer_to([MORE | {"body": b"abcd"}, GONE], site=never) == ""


def test_what_somebody_asked_who_left_before_it_began_never_begins():
    asked, free = [], Event()

    def slow(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        asked.append(environ["PATH_INFO"])
        free.wait(10)
        return tell(environ, start)

    async def crowd() -> None:
        door = Door(slow)
        at_work = [asyncio.ensure_future(visit(door, [LAST], path="/stays")) for _ in range(THREADS)]
        while len(asked) < THREADS:
            await asyncio.sleep(0.01)
        assert await visit(door, [LAST, GONE], path="/left") == ""
        await asyncio.sleep(0.05)
        free.set()
        await asyncio.gather(*at_work)

    asyncio.run(crowd())
    assert asked == THREADS * ["/stays"]


def test_clients_that_wait_cost_no_thread(settings):
    settings.BODY_SECONDS = 60

    async def crowd() -> str:
        door = Door(tell)
        stuck = [asyncio.ensure_future(visit(door, [MORE | {"body": b"abcd"}])) for _ in range(50 * THREADS)]
        await asyncio.sleep(0.1)
        assert door.held == 4 * len(stuck)
        try:
            return await asyncio.wait_for(visit(door, [LAST], path="/health/"), 10)
        finally:
            for client in stuck:
                client.cancel()

    assert asyncio.run(crowd()) == "POST /health/  0 "


def test_a_header_written_with_underscores_passes_for_no_other():
    def headers(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        start("200 OK", [])
        return [environ.get("HTTP_X_FORWARDED_PROTO", "none").encode()]

    assert answer_to([LAST], site=headers, headers={"x_forwarded_proto": "https"}) == "none"
    assert answer_to([LAST], site=headers, headers={"x-forwarded-proto": "https"}) == "https"


@pytest.mark.parametrize("status", WORDS)
def test_the_page_of_a_refusal_says_why_and_asks_the_database_nothing(status: int):
    answer = Client().post("/accounts/login/", {"login": "a"}, **{REFUSED: status})  # type: ignore[arg-type]
    assert answer.status_code == status
    assert all(words in answer.content.decode() for words in WORDS[status])
    assert {header: answer.headers.get(header) for header in ALWAYS} == ALWAYS
    assert answer.headers["Cache-Control"] == "no-store"


class Told(list[bytes]):
    """An answer that notes when it is closed."""

    def __init__(self, content: list[bytes], closed: Event) -> None:
        super().__init__(content)
        self.close = closed.set


def test_what_is_done_after_an_answer_does_not_hold_it_up():
    closed, order = Event(), []

    async def send(message: Message) -> None:
        order.append((message["type"], closed.is_set()))

    async def receive() -> Message:
        await asyncio.sleep(0)
        return LAST if not order else await asyncio.Future()

    door = Door(lambda environ, start: Told(tell(environ, start), closed))
    scope = {
        "http_version": "1.1", "method": "GET", "scheme": "http", "raw_path": b"/", "query_string": b"",
        "server": ("127.0.0.1", "80"), "client": ("127.0.0.1", "5000"), "headers": [],
    }  # fmt: skip
    asyncio.run(door(scope, receive, send))
    assert order == [("http.response.start", False), ("http.response.body", False)]
    assert closed.is_set()


def test_who_leaves_before_the_answer_leaves_nothing_undone():
    begun, goes_on, closed = Event(), Event(), Event()

    def wait(environ: dict[str, Any], start: Callable[..., object]) -> list[bytes]:
        begun.set()
        goes_on.wait(60)
        return Told(tell(environ, start), closed)

    def messages() -> Iterable[Message]:
        yield LAST
        begun.wait(60)
        yield GONE

    assert answer_to(messages(), site=wait) == ""
    goes_on.set()
    assert closed.wait(60)
