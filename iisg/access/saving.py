"""Optimistic locking: a save names the version it started from."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404


class Stale(Exception):
    """Somebody saved the record since; `current` is what is stored now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__("Somebody saved this while you were writing. Nothing is lost: compare both versions.")
        self.current = current


class NotAllowed(PermissionDenied):
    """The record is visible, but the person acting may not change it."""


def lock(record: Any) -> Any:
    """The record as it is now, and nobody else changes it before this transaction ends. For who may change it.

    What is decided from a record is decided after this, not from what was read before. Raises Http404 when it is gone.
    """
    found = type(record).objects.select_for_update().filter(pk=record.pk).first()
    if found is None:
        raise Http404
    return found


def save_version(record: Any, version: int, changes: dict[str, Any]) -> None:
    """Store the changes of a record if it is still at this version, and raise its version by one."""
    save_at(record, version, changes | {"version": version + 1})


def save_at(record: Any, version: int, changes: dict[str, Any]) -> None:
    """Store the changes of a record if it is still at this version.

    Raises Stale, NotAllowed, or Http404 when the record cannot be seen (any more).
    """
    model = type(record)
    changed = model.objects.filter(pk=record.pk, version=version).update(**changes)
    if changed:
        for name, value in changes.items():
            setattr(record, name, value)
        return
    current = model.objects.filter(pk=record.pk).first()
    if current is None:
        raise Http404
    raise Stale(current) if current.version != version else NotAllowed("You may see this record, but not change it.")
