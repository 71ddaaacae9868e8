"""What the dates of a response say on a day, and whether the declared status disagrees.

The rule is interfaces.md section 2 and `status_disagrees` of section 3. The analysis states it for frames
(analysis/activity.py), this module for querysets, so that lists filter and sort in PostgreSQL; a test holds one against
the other on every combination.
"""

from datetime import date
from typing import NamedTuple

from django.db import models
from django.db.models import Case, Q, QuerySet, Value, When

from iisg.analysis.words import name_day
from iisg.responses.models import Response


class Standing(models.TextChoices):
    UNDER_WAY = "ongoing", "Under way"
    PLANNED = "planned", "Planned"
    ENDED = "ended", "Ended"
    STOPPED = "stopped", "Suspended or cancelled"
    UNKNOWN = "unknown", "Not known"


STOPPED = Q(status__in=["suspended", "cancelled"])
NO_START, NO_END = Q(start_date=None), Q(end_date=None)


def is_active(on: date) -> Q:
    """Both dates inclusive; where one is missing, the declared status decides."""
    started, not_over = Q(start_date__lte=on), Q(end_date__gte=on)
    return ~STOPPED & (
        started & not_over
        | NO_END & (started | NO_START) & Q(status="ongoing")
        | NO_START & not_over & Q(status__in=["ongoing", "completed"])
    )


def is_planned(on: date) -> Q:
    """Of those that are neither stopped nor active."""
    announced = Q(status="planned") & (NO_START | NO_END) & (NO_END | Q(end_date__gte=on))
    return Q(start_date__gt=on) | announced


def disagrees(on: date) -> Q:
    """Declared status and dates cannot both be right. A date not known disagrees with nothing."""
    return (
        Q(status="planned", start_date__lte=on)
        | Q(status="ongoing", end_date__lt=on)
        | Q(status="ongoing", start_date__gt=on)
        | Q(status="completed", end_date__gte=on)
    )


def with_standing(responses: QuerySet[Response], on: date) -> QuerySet[Response]:
    """Annotates each response with `standing` and `disagrees`."""
    standing = Case(
        When(STOPPED, then=Value(Standing.STOPPED)),
        When(is_active(on), then=Value(Standing.UNDER_WAY)),
        When(is_planned(on), then=Value(Standing.PLANNED)),
        When(end_date__lt=on, then=Value(Standing.ENDED)),
        default=Value(Standing.UNKNOWN),
        output_field=models.TextField(),
    )
    disagreement = Case(When(disagrees(on), then=True), default=False, output_field=models.BooleanField())
    return responses.annotate(standing=standing, disagrees=disagreement)


class Verdict(NamedTuple):
    """The status by dates in words, and why the declared one cannot be right, if so."""

    words: str
    disagreement: str


def judge(response: Response, on: date) -> Verdict:
    """Of a response that `with_standing` annotated for the same day."""
    words = Standing(response.standing).label  # type: ignore[attr-defined]
    if not response.disagrees:  # type: ignore[attr-defined]
        return Verdict(words, "")
    return Verdict(words, f"Declared {response.status}, but {contradiction(response, on)}.")


def contradiction(response: Response, on: date) -> str:
    start, end = (name_day(day) if day else "" for day in (response.start_date, response.end_date))
    if response.status == "planned":
        return f"its start, {start}, has come"
    if response.status == "completed":
        return f"its last day, {end}, has not passed"
    return f"it ended on {end}" if response.end_date and response.end_date < on else f"it starts only on {start}"
