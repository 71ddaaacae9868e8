import io
import os
import pty
import sys

from iisg import progress


def work(monkeypatch, stderr, patience: float) -> None:
    monkeypatch.setattr(sys, "stderr", stderr)
    monkeypatch.setattr(progress, "_PATIENCE", patience)
    monkeypatch.setattr(progress, "_BETWEEN_LINES", patience)
    with progress.progress("Reading") as tell:
        tell(1, 4, "needs.csv")
        tell(2_000, 4_000, "claims.csv")


def on_terminal(monkeypatch, patience: float) -> bytes:
    reader, writer = pty.openpty()
    with os.fdopen(writer, "w") as stderr:
        work(monkeypatch, stderr, patience)
        stderr.write("end")
        stderr.flush()
        said = b""
        while not said.endswith(b"end"):  # a terminal hands on what it has so far, which may be a part
            said += os.read(reader, 4_096)
    os.close(reader)
    return said


def test_a_terminal_gets_a_bar_that_is_wiped_at_the_end(monkeypatch):
    quarter, half = "#" * 7 + "-" * 23, "#" * 15 + "-" * 15
    first, second = f"\rReading [{quarter}] 1/4 needs.csv\x1b[K", f"\rReading [{half}] 2,000/4,000 claims.csv\x1b[K"
    assert on_terminal(monkeypatch, -1.0).decode() == first + second + "\r\x1b[Kend"


def test_a_log_gets_plain_lines(monkeypatch):
    stderr = io.StringIO()
    work(monkeypatch, stderr, -1.0)
    assert stderr.getvalue() == "Reading: 1 of 4, needs.csv\nReading: 2,000 of 4,000, claims.csv\n"


def test_short_work_is_not_spoken_of(monkeypatch):
    stderr = io.StringIO()
    work(monkeypatch, stderr, 3_600.0)
    assert stderr.getvalue() == ""
    assert on_terminal(monkeypatch, 3_600.0) == b"end"
