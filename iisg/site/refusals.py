"""Pages for requests that are refused whole: by the door (config/door.py), before anything is asked of the database,
and by the database, when others keep it busy. Nothing of them is stored.
"""

from collections.abc import Callable

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

REFUSED = "iisg.refused"  # in a request's environment: the status to answer with, whatever it asks for

WORDS = {
    408: (
        "This took too long",
        f"All of a form must arrive within {settings.BODY_SECONDS} seconds. Check your connection and send it again.",
    ),
    413: (
        "This is too large",
        f"A form and its file may have {settings.DATA_UPLOAD_MAX_MEMORY_SIZE / 2**20:g} MB together. Shorten it and "
        "send it again.",
    ),
    414: (
        "This address is too long",
        f"An address may have {settings.LONGEST_ADDRESS:,} characters. Choose fewer filters, or begin at the start.",
    ),
    431: (
        "There are too many cookies",
        f"All cookies for this address may have {settings.LONGEST_COOKIES:,} characters. Delete them in your browser.",
    ),
    503: ("Too much at once", "More is being sent to the platform than it can hold. Try again in a minute."),
}


BUSY = {
    "LockNotAvailable": (
        "Others are saving",
        "Much is being saved, and what you sent would have to wait for it. Go back and send it again in a minute.",
    ),
    "QueryCanceled": (
        "This took too long",
        "The database was not done with it in the time there is. Ask for less, or try again in a minute.",
    ),
}


def refuse(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if status := request.META.get(REFUSED):
            return explain(*WORDS[status], status)
        return get_response(request)

    middleware.process_exception = explain_busy  # type: ignore[attr-defined]
    return middleware


def explain_busy(request: HttpRequest, problem: Exception) -> HttpResponse | None:
    """A status above 499: what was half done is undone (access/middleware.py)."""
    words = BUSY.get(type(problem.__cause__).__name__) if isinstance(problem, OperationalError) else None
    return explain(*words, 503) if words else None


def explain(heading: str, why: str, status: int) -> HttpResponse:
    page = render_to_string("refused.html", {"heading": heading, "why": why})
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})
