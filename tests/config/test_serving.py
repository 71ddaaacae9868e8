"""`iisg serve` as it runs, on a copy of the tests' database: what strangers and accidents do to it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection

import pytest
from django.conf import settings

from iisg.config import postgres
from tests import database

SERVED = "served"
START = 120  # seconds, for a machine that does other work too
PROMPT = 15  # seconds; less than the door waits for a body, so that nobody is answered only because it gave up
FORM = (
    "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    f"Cookie: csrftoken={32 * 'a'}\r\n"
)
STUCK = {
    "four bytes of a body": FORM + "Content-Length: 5000\r\n\r\nabcd",
    "no body": FORM + "Content-Length: 5000\r\n\r\n",
    "a chunk of a body": FORM + "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n",
    "half a header": FORM + "X-Slow: ",
    "nothing": "",
}


@pytest.fixture(scope="module")
def program(server: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[bytes]]:
    database.copy(server, SERVED)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {
        "DATABASE_URL": server.url(database=SERVED),
        "IISG_DEMO": "1",
        "IISG_VAR": str(tmp_path_factory.mktemp("var")),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "iisg.cli", "serve", "--port", str(port)], env=os.environ | own
    ) as run:
        run.port = port  # type: ignore[attr-defined]
        wait_for_health(port)
        yield run
        run.send_signal(signal.SIGTERM)


@pytest.fixture
def port(program: subprocess.Popen[bytes]) -> int:
    return program.port  # type: ignore[attr-defined]


def ask(port: int, path: str = "/health/", method: str = "GET", **details: object) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", port, timeout=PROMPT)
    connection.request(method, path, **details)  # type: ignore[arg-type]
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def wait_for_health(port: int) -> None:
    end = time.monotonic() + START
    while True:
        try:
            assert ask(port) == (200, "ok")
            return
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.1)


def connect(port: int, words: str) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    client.connect(("127.0.0.1", port))
    client.sendall(words.encode())
    return client


@pytest.mark.parametrize("words", STUCK.values(), ids=STUCK)
def test_the_site_answers_while_200_clients_send(words: str, port: int):
    with ExitStack() as stuck:
        for _ in range(200):
            stuck.enter_context(connect(port, words))
        assert [ask(port, page)[0] for page in ("/health/", "/", "/accounts/login/") * 2] == 6 * [200]


def test_the_site_answers_while_50_clients_do_not_read(port: int):
    file = re.findall(r'"(/static/[^"]*htmx[^"]*)"', ask(port, "/")[1])[0]
    times = 8_000_000 // len(ask(port, file)[1])  # more than the system keeps for them
    with ExitStack() as stuck:
        for _ in range(50):
            stuck.enter_context(connect(port, times * f"GET {file} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"))
        assert [ask(port, page)[0] for page in ("/health/", "/", file) * 2] == 6 * [200]


def test_a_form_of_300_megabytes_is_refused_before_it_is_sent(port: int):
    with connect(port, FORM + "Content-Length: 300000000\r\n\r\n") as client:
        client.settimeout(PROMPT)
        assert client.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_an_address_of_10000_characters_is_refused(port: int):
    status, page = ask(port, "/needs/?q=" + 10_000 * "a")
    assert (status, "An address may have 8,000 characters." in page) == (414, True)


def test_a_form_comes_in_whole(port: int):
    status, page = ask(
        port, "/accounts/login/", "POST", body="login=" + 10_000 * "a", headers={"Cookie": "csrftoken=a"}
    )
    assert (status, "form" in page) == (403, True)


def workers(program: subprocess.Popen[bytes]) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(program.pid), "-f", "spawn_main"], capture_output=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


def wait_for_another(program: subprocess.Popen[bytes], known: set[int]) -> int:
    end = time.monotonic() + START
    while not (young := set(workers(program)) - known):
        assert program.poll() is None
        assert time.monotonic() < end
        time.sleep(0.05)
    return young.pop()


def test_a_worker_killed_in_quick_succession_is_started_again(program: subprocess.Popen[bytes], port: int):
    known = set(workers(program))
    os.kill(min(known), signal.SIGKILL)
    for _ in range(2):
        young = wait_for_another(program, known)
        known.add(young)
        os.kill(young, signal.SIGKILL)
    wait_for_another(program, known)
    wait_for_health(port)
