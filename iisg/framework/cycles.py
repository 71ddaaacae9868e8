"""Which cycle is meant where none is named."""

from collections.abc import Iterable

from django.utils import timezone

from iisg.framework.models import Cycle


def current_cycle(cycles: Iterable[Cycle] | None = None) -> Cycle | None:
    """The cycle under way, else the last one that has begun, else the first to come."""
    newest_first = sorted(Cycle.objects.all() if cycles is None else cycles, key=lambda c: c.starts, reverse=True)
    begun = [cycle for cycle in newest_first if cycle.starts <= timezone.localdate()]
    return next(iter(begun), None) or (newest_first[-1] if newest_first else None)
