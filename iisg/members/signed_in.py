"""Who is signed in, for views."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from iisg.members.models import Person

View = Callable[..., HttpResponse]


def person_of(request: HttpRequest) -> Person | None:
    """The signed-in person with their organisation, None for a visitor."""
    if not request.user.is_authenticated:  # lazy: not the person itself, but something that behaves like it
        return None
    return Person.objects.select_related("organisation").get(pk=request.user.pk)


def members_only(view: View) -> View:
    """Sends a visitor to the sign-in, and back afterwards. The view gets the person as `by`."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        by = person_of(request)
        if by is None:
            response = redirect_to_login(request.get_full_path(), resolve_url("account_login"))
            if request.headers.get("HX-Request"):  # a fragment cannot show the sign-in page
                response.headers["HX-Redirect"] = response.headers["Location"]
                response.status_code = 200
            return response
        return view(request, *args, by=by, **kwargs)

    return wrapped
