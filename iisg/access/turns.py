"""Setting a report, or weighing an envelope, takes seconds of a processor: one at a time for a person, and few at a
time for all.

Whoever finds no place is asked to try again; there is no queue. A place is a lock of the request's transaction, so it
is free again when the request ends, however it ends.
"""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

PLACES = 2
TRY_AGAIN_AFTER = 20  # seconds
YOURS = "Something long that you asked for is still being made. Wait until it is there, then ask for this one."
OTHERS = "As many reports and allocations are being made as the platform makes at a time. They take some seconds each."


class NoPlace(Exception):
    """Nothing was begun; the message says why, `status` is that of an answer."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


def take_place(person: int) -> None:
    """Until the end of the request. Raises NoPlace."""
    if not _take(f"long work of person {person}"):
        raise NoPlace(YOURS, 429)
    if not any(_take(f"long work {place}") for place in range(PLACES)):
        raise NoPlace(OTHERS, 503)


def refuse(request: HttpRequest, person: int) -> HttpResponse | None:
    """None where a place was taken; else the page to answer with."""
    try:
        take_place(person)
    except NoPlace as problem:
        response = render(request, "429.html", {"words": str(problem)}, status=problem.status)
        response.headers["Retry-After"] = str(TRY_AGAIN_AFTER)
        return response
    return None


def _take(place: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [place])
        return bool(cursor.fetchone()[0])
