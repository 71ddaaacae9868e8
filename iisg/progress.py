"""Tells on standard error how far long work is: a bar on a terminal, now and then a plain line elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

Tell = Callable[[int, int, str], None]

_WIDTH: Final = 30
_PATIENCE: Final = 0.5  # seconds after which a person at a terminal wants to see something
_BETWEEN_LINES: Final = 5.0  # seconds between the plain lines of a log


def tell_nobody(done: int, total: int, what: str) -> None:
    """For callers whom the progress of the work does not concern."""


@contextmanager
def progress(label: str) -> Iterator[Tell]:
    """Gives a function to be called with what is done, how much there is and what comes next."""
    on_terminal = sys.stderr.isatty()
    started = last = time.monotonic()
    drawn = False

    def tell(done: int, total: int, what: str) -> None:
        nonlocal last, drawn
        now = time.monotonic()
        if on_terminal and now - started > _PATIENCE:
            filled = _WIDTH * done // max(total, 1)
            bar = "#" * filled + "-" * (_WIDTH - filled)
            sys.stderr.write(f"\r{label} [{bar}] {done:,}/{total:,} {what}\x1b[K")
            drawn = True
        elif not on_terminal and now - last > _BETWEEN_LINES:
            sys.stderr.write(f"{label}: {done:,} of {total:,}, {what}\n")
            last = now
        sys.stderr.flush()

    try:
        yield tell
    finally:
        if drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
