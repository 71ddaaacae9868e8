"""One transaction per request, and who acts in it. And the headers of every answer that no setting of Django gives."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from iisg.access.acting import GATE, acting_as, become
from iisg.access.lasting import why_over

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
        if is_of_somebody(request):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def is_of_somebody(request: HttpRequest) -> bool:
    """The answer is one person's: by who asks, by what was left to tell them, or by the address, whose redirect to the
    sign-in a proxy could otherwise give to somebody signed in."""
    if request.path.startswith(("/members/", "/accounts/")):
        return True
    return hasattr(request, "user") and (request.user.is_authenticated or not request.session.is_empty())


def become_person(get_response: View) -> View:
    """After the sessions: act as the signed-in person. Their own rows are all that is read to find out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = GATE if request.path.startswith("/accounts/") else None
        if claimed := request.session.get(SESSION_KEY):
            become(int(claimed))
            if over := why_over(request.session, int(claimed)):
                request.session.flush()
                messages.info(request, over)
            if not request.user.is_authenticated:  # over, disabled meanwhile, or the password changed
                become(start)
        if "\0" in request.path:  # PostgreSQL can look for no such code: an address of nothing
            raise Http404
        return get_response(request)

    return middleware
