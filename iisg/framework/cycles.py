"""Which cycle is meant where none is named, and cycles by their code."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from iisg.framework.models import Cycle


def current_cycle(cycles: Iterable[Cycle] | None = None) -> Cycle | None:
    """The cycle under way, else the last one that has begun, else the first to come."""
    newest_first = sorted(Cycle.objects.all() if cycles is None else cycles, key=lambda c: c.starts, reverse=True)
    begun = [cycle for cycle in newest_first if cycle.starts <= timezone.localdate()]
    return next(iter(begun), None) or (newest_first[-1] if newest_first else None)


def ensure_cycle(code: str) -> Cycle:
    """The cycle 2025-2026, from its first 1 January to its last 31 December; made where it does not exist."""
    first = int(code[:4])
    return Cycle.objects.get_or_create(
        code=code, defaults={"starts": date(first, 1, 1), "ends": date(first + 1, 12, 31)}
    )[0]
