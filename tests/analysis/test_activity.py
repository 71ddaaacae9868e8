"""When a response is active, planned and live: the table of the process, row by row, and against the oracle."""

from datetime import date

import polars as pl
import pytest

from iisg.analysis import activity
from iisg.analysis.portfolio import frame_of
from tests.analysis import oracle
from tests.analysis.world import ON, day, response

STATUSES = ("planned", "ongoing", "completed", "suspended", "cancelled", "unknown")
SIDES = [None, -2, -1, 0, 1, 2]
PERIODS = [(s, e) for s in SIDES for e in SIDES if s is None or e is None or s <= e]
EVERY_KIND = [
    response(
        f"R{status}{start}{end}",
        status=status,
        start_date=None if start is None else day(start),
        end_date=None if end is None else day(end),
    )
    for status in STATUSES
    for start, end in PERIODS
]


def ask(expression: pl.Expr, rows: list[dict]) -> list[bool]:
    return frame_of("responses", rows).select(answer=expression)["answer"].to_list()


def state(**fields: object) -> str:
    rows = [response(**fields)]  # type: ignore[arg-type]
    active, planned, live = (
        ask(is_(ON), rows)[0] for is_ in (activity.is_active, activity.is_planned, activity.is_live)
    )
    assert live == (active or planned)
    return "active" if active else "planned" if planned else "neither"


@pytest.mark.parametrize(
    ("status", "start", "end", "expected"),
    [
        ("suspended", -1, 1, "neither"),
        ("cancelled", 1, 2, "neither"),
        ("completed", -1, 1, "active"),
        ("planned", -1, 1, "active"),
        ("ongoing", -2, -1, "neither"),
        ("ongoing", 0, 0, "active"),
        ("unknown", 1, 2, "planned"),
        ("ongoing", -1, None, "active"),
        ("ongoing", 1, None, "planned"),
        ("unknown", -1, None, "neither"),
        ("unknown", 1, None, "planned"),
        ("planned", -1, None, "planned"),
        ("completed", None, 0, "active"),
        ("ongoing", None, -1, "neither"),
        ("planned", None, 0, "planned"),
        ("planned", None, -1, "neither"),
        ("unknown", None, 1, "neither"),
        ("ongoing", None, None, "active"),
        ("planned", None, None, "planned"),
        ("completed", None, None, "neither"),
    ],
)
def test_dates_decide_and_the_declared_status_where_they_are_missing(
    status: str, start: int | None, end: int | None, expected: str
) -> None:
    dates = {"start_date": None if start is None else day(start), "end_date": None if end is None else day(end)}
    assert state(status=status, **dates) == expected


@pytest.mark.parametrize("offset", range(-4, 5))
def test_every_combination_is_as_the_oracle_says_on_every_day(offset: int) -> None:
    on = day(offset)
    assert ask(activity.is_active(on), EVERY_KIND) == [oracle.is_active(row, on) for row in EVERY_KIND]
    assert ask(activity.is_planned(on), EVERY_KIND) == [oracle.is_planned(row, on) for row in EVERY_KIND]


@pytest.mark.parametrize("offset", range(-4, 5))
def test_the_stretches_of_days_say_the_same(offset: int) -> None:
    on = day(offset)
    active = (activity.active_from() <= on) & (activity.active_until() >= on)
    live = activity.live_until() >= on
    assert ask(active.fill_null(value=False), EVERY_KIND) == ask(activity.is_active(on), EVERY_KIND)
    assert ask(live.fill_null(value=False), EVERY_KIND) == ask(activity.is_live(on), EVERY_KIND)


def test_no_known_bound_is_said_as_ever() -> None:
    rows = frame_of("responses", [response(start_date=None, end_date=None)])
    assert rows.select(a=activity.active_from(), b=activity.active_until()).rows() == [(date.min, date.max)]
