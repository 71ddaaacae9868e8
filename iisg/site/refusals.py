"""The page for a request that the door (config/door.py) has refused: why, before anything is asked of the database."""

from collections.abc import Callable

from django.conf import settings
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


def refuse(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        if status := request.META.get(REFUSED):
            heading, why = WORDS[status]
            page = render_to_string("refused.html", {"heading": heading, "why": why})
            return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})
        return get_response(request)

    return middleware
