"""One transaction per request, and who acts in it. And the headers of every answer that no setting of Django gives."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from iisg.access.acting import GATE, acting_as, become

SIGNED_IN_AT = "signed_in_at"
View = Callable[[HttpRequest], HttpResponse]

HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def add_headers(get_response: View) -> View:
    """Outermost of all, so that static files and refusals have them too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return middleware


def open_transaction(get_response: View) -> View:
    """Outermost of all that touch the database. Starts as the gate (sign-in pages) or a visitor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with acting_as(GATE if request.path.startswith("/accounts/") else None):
            response = get_response(request)
            # An error page is a response, not an exception: without this the half-done work would be committed.
            if response.status_code >= 500:
                transaction.set_rollback(True)
        if hasattr(request, "user") and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def is_over(session: SessionBase) -> bool:
    """Twelve hours after the sign-in, however busy it was: each save only moves the end of an idle session."""
    age = time.time() - session.get(SIGNED_IN_AT, 0)
    return SESSION_KEY in session and age > settings.SESSION_COOKIE_AGE


def note_sign_in(sender: object, request: HttpRequest, **kwargs: object) -> None:
    request.session[SIGNED_IN_AT] = int(time.time())


def become_person(get_response: View) -> View:
    """After the sessions: act as the signed-in person. Their own row is all that is read to find out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if is_over(request.session):
            request.session.flush()
        start = GATE if request.path.startswith("/accounts/") else None
        if claimed := request.session.get(SESSION_KEY):
            become(int(claimed))
            if not request.user.is_authenticated:  # disabled meanwhile, or the password changed
                become(start)
        if "\0" in request.path:  # PostgreSQL can look for no such code: an address of nothing
            raise Http404
        return get_response(request)

    return middleware
