"""The door of a process that serves: a request comes in whole, small and in time, or what it asks for never begins.

A thread that answers holds a database session and a transaction, and there are few of them: clients that send four
bytes of a form and wait would take them all. So one event loop waits for all clients, which costs no thread, and a
thread is given the whole request and gives back the whole answer: it waits for no client, neither to send nor to read.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from iisg.site.refusals import REFUSED

THREADS = 4  # each keeps a database session; PostgreSQL allows 100 in all

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Answer = tuple[int, list[tuple[bytes, bytes]], bytes, Callable[[], object]]  # the last: what is left to do after it


class Gone(Exception):
    """The client has closed its connection; nobody would read an answer."""


class Door:
    """The site (WSGI), as one ASGI application."""

    def __init__(self, site: WSGIApplication) -> None:
        self.site = site
        self.threads = ThreadPoolExecutor(THREADS, "site")
        self.held = 0  # bytes of bodies; counted by the event loop only

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        body = bytearray()
        try:
            refused = await self.read(body, scope, receive)
            environ = environment(scope, bytes(body))
            if refused:
                environ |= {REFUSED: refused, "CONTENT_LENGTH": "0", "HTTP_COOKIE": "", "wsgi.input": BytesIO()}
            status, headers, content, close = await self.answer(environ, receive)
        except Gone:
            return
        finally:
            self.held -= len(body)
        try:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": content})
        finally:  # nobody shall tell by the time of an answer what is done after it, such as a mail
            await asyncio.get_running_loop().run_in_executor(self.threads, close)

    async def read(self, body: bytearray, scope: Message, receive: Receive) -> int | None:
        """Fills the body. Or says with which status the request is refused."""
        if len(scope["raw_path"]) + len(scope["query_string"]) > settings.LONGEST_ADDRESS:
            return 414
        if sum(len(value) for name, value in scope["headers"] if name == b"cookie") > settings.LONGEST_COOKIES:
            return 431
        if int(dict(scope["headers"]).get(b"content-length", 0)) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return 413
        try:
            async with asyncio.timeout(settings.BODY_SECONDS):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Gone
                    chunk = message.get("body", b"")
                    body += chunk
                    self.held += len(chunk)
                    if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                        return 413
                    if self.held > settings.BODIES_AT_A_TIME:
                        return 503
                    if not message.get("more_body"):
                        return None
        except TimeoutError:
            return 408

    async def answer(self, environ: dict[str, Any], receive: Receive) -> Answer:
        """In a thread, as soon as one is free. Who leaves before that is not answered at all."""
        begun = self.threads.submit(call, self.site, environ)
        work = asyncio.wrap_future(begun)
        if REFUSED in environ:
            return await work
        leaving = asyncio.ensure_future(leave(receive))
        first: set[asyncio.Future[Any]] = {work, leaving}
        await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        leaving.cancel()
        if not work.done():
            if not begun.cancel():  # it is under way: what follows an answer follows all the same
                begun.add_done_callback(lambda done: done.exception() or self.threads.submit(done.result()[-1]))
            raise Gone
        return work.result()


async def leave(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def call(site: WSGIApplication, environ: dict[str, Any]) -> Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start(status: str, headers: list[tuple[str, str]], *error: object) -> Callable[[bytes], object]:
        started.append((status, headers))
        return lambda data: None

    parts = site(environ, start)
    close = getattr(parts, "close", bool)
    try:
        content = b"".join(parts)
    except BaseException:
        close()
        raise
    status, headers = started[-1]
    return (
        int(status[:3]),
        [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers],
        content,
        close,
    )


def environment(scope: Message, body: bytes) -> dict[str, Any]:
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "REMOTE_ADDR": scope["client"][0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        if b"_" in name:  # would pass for the header with a hyphen, which only the proxy may set
            continue
        key = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ["CONTENT_LENGTH"] = str(len(body))  # counted, whatever the client said
    environ.pop("HTTP_CONTENT_LENGTH", None)
    return environ


application = Door(get_wsgi_application())
