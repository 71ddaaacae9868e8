"""Setting a report takes seconds of a processor: one at a time for a person, and few at a time for all.

Whoever finds no place is asked to try again; there is no queue. A place is a lock of the request's transaction, so it
is free again when the request ends, however it ends.
"""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from iisg.members.models import Person

PLACES = 2
TRY_AGAIN_AFTER = 20  # seconds
YOURS = "A report that you asked for is still being made. Wait until it is there, then ask for this one."
OTHERS = "As many reports are being made as the platform makes at a time. It takes some seconds each."


def refuse(request: HttpRequest, by: Person) -> HttpResponse | None:
    """None where a place was taken, which lasts until the end of the request; else the page to answer with."""
    if not _take(f"report of person {by.pk}"):
        return _busy(request, YOURS, 429)
    if not any(_take(f"report {place}") for place in range(PLACES)):
        return _busy(request, OTHERS, 503)
    return None


def _take(place: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [place])
        return bool(cursor.fetchone()[0])


def _busy(request: HttpRequest, words: str, status: int) -> HttpResponse:
    response = render(request, "429.html", {"words": words}, status=status)
    response.headers["Retry-After"] = str(TRY_AGAIN_AFTER)
    return response
