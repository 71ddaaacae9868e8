"""One transaction per request, and who acts in it. And the headers of every answer that no setting of Django gives."""

from collections.abc import Callable

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse

from iisg.access.acting import GATE, acting_as, become

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
        if request.user.is_authenticated if hasattr(request, "user") else False:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def become_person(get_response: View) -> View:
    """After the sessions: act as the signed-in person. Their own row is all that is read to find out."""

    def middleware(request: HttpRequest) -> HttpResponse:
        from django.contrib.auth import SESSION_KEY

        start = GATE if request.path.startswith("/accounts/") else None
        if claimed := request.session.get(SESSION_KEY):
            become(int(claimed))
            if not request.user.is_authenticated:  # disabled meanwhile, or the password changed
                become(start)
        if "\0" in request.path:  # PostgreSQL can look for no such code: an address of nothing
            raise Http404
        return get_response(request)

    return middleware
