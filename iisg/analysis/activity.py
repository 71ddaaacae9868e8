"""When a response counts.

A response is active from its first to its last day, both included, whatever its declared status; where a date is
missing, the declared status decides; a suspended or cancelled one never is. It is planned before it starts, or while
it is declared planned with a date missing and no end behind it. Live is active or planned.

Being active and being live are each one unbroken stretch of days, so both are given as the first and the last day of
that stretch: `FOREVER_AGO` and `FOR_GOOD` stand for no known bound, null for never. All functions give expressions
over the columns `status`, `start_date` and `end_date` of a responses frame (source: the members' own register entries).
"""

from datetime import date

import polars as pl

FOREVER_AGO = date.min
FOR_GOOD = date.max

_status, _start, _end = pl.col("status"), pl.col("start_date"), pl.col("end_date")
_stopped = _status.is_in(["suspended", "cancelled"])
_starts, _ends = _start.is_not_null(), _end.is_not_null()
_lacks_a_date = ~(_starts & _ends)


def active_from() -> pl.Expr:
    """First day on which the response is active: Date, null if it never is."""
    return pl.when(_ever_active()).then(_start.fill_null(FOREVER_AGO))


def active_until() -> pl.Expr:
    """Last day on which the response is active: Date, null if it never is."""
    return pl.when(_ever_active()).then(_end.fill_null(FOR_GOOD))


def live_until() -> pl.Expr:
    """Last day on which the response is live: Date, null if it never is. What is live was live on all days before."""
    without_end = _status.is_in(["ongoing", "planned"])
    return (
        pl.when(_stopped)
        .then(None)
        .when(_starts & _ends | _ends & _status.is_in(["ongoing", "completed", "planned"]))
        .then(_end)
        .when(without_end & ~_ends)
        .then(pl.lit(FOR_GOOD))
        .when(_starts)  # of unknown or past standing: only until its start, for then it would have to be ongoing
        .then(_start.dt.offset_by("-1d"))
    )


def is_active(on: date) -> pl.Expr:
    """Whether the response is active on that day: Boolean, never null."""
    return ((active_from() <= on) & (active_until() >= on)).fill_null(value=False)


def is_planned(on: date) -> pl.Expr:
    """Whether the response is planned on that day: Boolean, never null."""
    announced = (_status == "planned") & _lacks_a_date & (_end.is_null() | (_end >= on))
    return ~is_active(on) & ~_stopped & ((_start > on).fill_null(value=False) | announced)


def is_live(on: date) -> pl.Expr:
    """Whether the response is active or planned on that day: Boolean, never null."""
    return is_active(on) | is_planned(on)


def _ever_active() -> pl.Expr:
    if_both = _starts & _ends & (_start <= _end)
    if_start_only = _starts & ~_ends & (_status == "ongoing")
    if_end_only = _ends & ~_starts & _status.is_in(["ongoing", "completed"])
    if_neither = ~_starts & ~_ends & (_status == "ongoing")
    return ~_stopped & (if_both | if_start_only | if_end_only | if_neither)
