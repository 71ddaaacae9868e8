"""How often something may be tried: a number of times at once, then once in a pause.

Kept of each key is one time, from which on everything is forgotten. Each attempt moves it on by a pause, unless it is
too far ahead already: then whoever asks is told how long to wait, and nothing moves. So no queue and no lock grows, and
no thread sleeps. In the database, since several processes serve; by the gate alone (policy in migration 0007). The row
stays locked until the request ends, so attempts on one key are judged one after the other.
"""

from datetime import timedelta
from math import ceil
from typing import NamedTuple

from django.db import connection
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from iisg.access.acting import GATE, acting_as
from iisg.access.models import Attempt

COUNT = """
insert into access_attempt as kept (key, free_at) values (%(key)s, %(after)s)
on conflict (key) do update set free_at = greatest(kept.free_at, %(now)s) + (%(after)s - %(now)s)
    where kept.free_at <= %(latest)s
returning true
"""
FORGET = """
delete from access_attempt where key in (
    select key from access_attempt where free_at < %s order by free_at limit 100 for update skip locked)
"""
LONGEST = timedelta(days=1)  # longer than any limit looks back


class Limit(NamedTuple):
    at_once: int
    pause: timedelta


class TooOften(Exception):
    """Not now: in so many seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Try again in {words_of(seconds)}.")
        self.seconds = seconds


def words_of(seconds: int) -> str:
    if seconds <= 60:
        return f"{seconds} second{'s' if seconds != 1 else ''}"
    return f"{ceil(seconds / 60)} minutes"


def count(kind: str, of: str, limit: Limit) -> None:
    """One more attempt of this kind. Raises TooOften, and then it was none."""
    now, its_key = timezone.now(), key(kind, of)
    latest = now + limit.pause * (limit.at_once - 1)
    with acting_as(GATE), connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": its_key, "now": now, "after": now + limit.pause, "latest": latest})
        is_counted = cursor.fetchone() is not None
        free_at = latest if is_counted else Attempt.objects.get(pk=its_key).free_at
        cursor.execute(FORGET, [now - LONGEST])
    if not is_counted:
        raise TooOften(max(1, ceil((free_at - latest).total_seconds())))


def give_back(kind: str, of: str, limit: Limit) -> None:
    """The attempt that was counted shall not have been one: the password was right."""
    with acting_as(GATE):
        Attempt.objects.filter(pk=key(kind, of)).update(free_at=F("free_at") - limit.pause)


def key(kind: str, of: str) -> str:
    return salted_hmac(f"attempt {kind}", of, algorithm="sha256").hexdigest()
