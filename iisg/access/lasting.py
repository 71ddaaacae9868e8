"""How long a sign-in lasts: until the person signs out, twelve hours, half an hour without a click, or until three
newer ones of the same person are under way. Of the Secretariat, who sees everything, a quarter of an hour without a
click. Whoever finds theirs ended is told why.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

from iisg.access.models import OpenSession

LONGEST = timedelta(seconds=settings.SESSION_COOKIE_AGE)
IDLE, IDLE_OF_SECRETARIAT = 30, 15  # minutes; kept in the session, so that nobody has to be looked up at each click
A_MINUTE = timedelta(minutes=1)

TOO_LONG = "You were signed out: twelve hours have passed since you signed in."
TOO_QUIET = (
    "You were signed out after {} minutes without a click. What you had typed was not saved; your browser's way back "
    "may still have it."
)
TOO_MANY = (
    "You were signed out here because you signed in elsewhere, and only {} sign-ins last at a time. If that was not "
    "you, change your password and tell the Secretariat."
)
ENDED = "You were signed out. Sign in again to go on."


def digest_of(key: str | None) -> str:
    return sha256((key or "").encode()).hexdigest()


def why_over(session: SessionBase, person: int) -> str:
    """Empty while the session lasts; then it is noted, once a minute, that its person is there."""
    now, digest = timezone.now(), digest_of(session.session_key)
    rows = {row.digest: row for row in OpenSession.objects.filter(person_id=person)}
    mine, most = rows.get(digest), settings.SESSIONS_AT_A_TIME
    if mine is None:
        return ENDED
    if now - mine.since > LONGEST:
        return TOO_LONG
    minutes = session.get("idle", IDLE_OF_SECRETARIAT)
    idle = timedelta(minutes=minutes)
    if now - mine.seen > idle:
        return TOO_QUIET.format(minutes)
    if most and sum(row.since > mine.since and now - row.seen <= idle for row in rows.values()) >= most:
        return TOO_MANY.format(most)
    if now - mine.seen > A_MINUTE:
        OpenSession.objects.filter(digest=digest).update(seen=now)
    return ""


def note_sign_in(sender: object, request: HttpRequest, user: Any, **kwargs: object) -> None:
    """And forget what has ended long ago."""
    now = timezone.now()
    request.session["idle"] = IDLE_OF_SECRETARIAT if user.is_secretariat else IDLE
    OpenSession.objects.filter(person_id=user.pk, since__lt=now - LONGEST).delete()
    OpenSession.objects.create(digest=digest_of(request.session.session_key), person_id=user.pk, since=now, seen=now)


def note_sign_out(sender: object, request: HttpRequest, **kwargs: object) -> None:
    """Makes room for another."""
    OpenSession.objects.filter(digest=digest_of(request.session.session_key)).delete()
