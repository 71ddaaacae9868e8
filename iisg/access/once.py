"""What is sent twice is made once: a second click, a reload, a line that dropped and came back.

A form that makes something carries a key of its own, new at each opening. What was sent with it, key and all, is kept
for a day, and where it led: sent again, also at the same moment, it makes nothing and leads there too. Changed and
sent again it is another one.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from iisg.access.models import MadeOnce

View = Callable[..., HttpResponse]
FIELD = "once"
KEPT = timedelta(days=1)
AGAIN = "This was sent twice and is stored once."


def once(view: View) -> View:
    """Below `members_only`. A view's redirect says that something was made; any other answer leaves nothing behind."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, by: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, by=by, **kwargs)
        MadeOnce.objects.filter(person_id=by.pk, at__lt=timezone.now() - KEPT).delete()
        with transaction.atomic():
            # PostgreSQL lets the second of two wait here until the first is stored or refused.
            made, is_first = MadeOnce.objects.get_or_create(digest=digest_of(request, by.pk), person_id=by.pk)
            if not is_first:
                messages.info(request, AGAIN)
                return redirect(made.led_to)
            response = view(request, *args, by=by, **kwargs)
            made.led_to = response.headers.get("Location", "")
            if made.led_to:
                made.save()
            else:
                made.delete()
        return response

    return wrapped


def digest_of(request: HttpRequest, person: int) -> str:
    fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return sha256(repr((person, request.path, fields)).encode(errors="surrogatepass")).hexdigest()
