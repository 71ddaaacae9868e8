"""One transaction per request, and who acts in it."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from iisg.access.acting import GATE, acting_as, become

View = Callable[[HttpRequest], HttpResponse]


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
        return get_response(request)

    return middleware
