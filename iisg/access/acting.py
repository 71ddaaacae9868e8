"""Who is acting.

Every query runs inside `acting_as(...)`, which opens a transaction and tells PostgreSQL, signed, who acts. What that
person may see is decided there (rule.sql). A query outside `acting_as` raises: threads, hooks and generators fail
loudly instead of seeing public rows only.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

import psycopg
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

GATE = "gate"  # visitors below /accounts/: the sign-in must find the person
Actor = str | int | None  # GATE, a person's id, or None for the visitor

LIFETIME = 60 * 60
READ_NOTHING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "SET CONSTRAINTS")


class NobodyActs(RuntimeError):
    """A query was sent outside acting_as()."""


class AnotherActs(RuntimeError):
    """acting_as() inside a transaction of somebody else."""


def sign(actor: Actor) -> str:
    if actor is None:
        return ""
    claim = f"{actor}.{int(time.time()) + LIFETIME}"
    return f"{claim}.{hmac.new(settings.ACTOR_KEY, claim.encode(), hashlib.sha256).hexdigest()}"


def key_pads(key: bytes) -> tuple[bytes, bytes]:
    """The two padded keys of HMAC-SHA256 (RFC 2104), so that SQL needs sha256() only."""
    block = key.ljust(64, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def say(setting: str, value: str) -> None:
    """Set a setting of the running transaction."""
    tell("select set_config(%s, %s, true)", setting, value)


def tell(sql: LiteralString, *values: str | bytes) -> None:
    """Past Django's cursor, which would log and interpolate what is told."""
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql, values)


@contextmanager
def acting_as(actor: Actor, note: str = "") -> Iterator[None]:
    """Act as a person, as the gate or (None) as a visitor; `note` goes into the journal with each change.

    Nobody acts for another in between. Only the gate does, for what it keeps of everybody (attempts.py).
    """
    before: Any = getattr(connection, "acting", NobodyActs)
    before_note = getattr(connection, "acting_note", "")
    if actor != GATE and before not in (NobodyActs, None, GATE, actor):
        raise AnotherActs("Somebody else is acting already; finish that first.")
    with transaction.atomic():
        become(actor, note or before_note)
        try:
            yield
        finally:
            connection.acting, connection.acting_note = before, before_note  # type: ignore[attr-defined]
        # A released savepoint keeps the inner setting; a rollback restores it by itself.
        if before is not NobodyActs:
            become(before, before_note)


def become(actor: Actor, note: str = "") -> None:
    """Change who acts within the running transaction: the middleware, once the person is known."""
    connection.acting, connection.acting_note = actor, note  # type: ignore[attr-defined]
    tell("select access.become(%s, %s)", sign(actor), note)


def refuse_when_nobody_acts(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    if getattr(context["connection"], "acting", NobodyActs) is NobodyActs and not sql.startswith(READ_NOTHING):
        raise NobodyActs("This query runs outside acting_as(): say who acts.")
    return execute(sql, params, many, context)


def guard(sender: object, connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """On each new connection of the serving role; migrations connect as the owner and see what policies let them."""
    if not settings.MIGRATING and refuse_when_nobody_acts not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_when_nobody_acts)
