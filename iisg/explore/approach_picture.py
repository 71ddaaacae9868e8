"""What kind of help goes where, as a picture that stands alone: partners on the left, types of need on the right."""

from collections.abc import Mapping, Sequence
from typing import Any

from iisg.analysis.distribution import Fit, Spread
from iisg.analysis.words import count_words
from iisg.explore.filters import Filters
from iisg.explore.picture import MARGIN, MOST_ROWS, PITCH, WIDTH, Frame, Key, Lines, break_lines, say_drawn
from iisg.framework.names import NEED_TYPES, PARTNERS

NAME, PARTNER, ALL, TYPE, BETWEEN = 250, 78, 60, 140, 24  # widths of the columns, and what parts the two halves, in px
BAR_OF_PARTNER, BAR_OF_TYPE = 64, 120  # the longest bars
HEAD, LEAST = 30, 36  # heights: of the head, and of a row at least
SERVES = {True: ("fits", "●"), False: ("amiss", "○"), None: ("unknown", "?")}
KEYS = (
    Key("bar", "bar", "responses at a partner"),
    Key("bar", "fits", "● of an approach that serves that type of need"),
    Key("bar", "amiss", "○ that does not serve it"),
    Key("bar", "unknown", "? not known whether"),
)
NOTES = (
    "A response counts under each approach that it states, at each partner and type of need that it helps, so numbers "
    "must not be added up. Demonstration rows are left out."
)


Row = tuple[Spread, Fit]


def lay_out(
    spread: Sequence[Spread], fits: Sequence[Fit], responses: int, asked: Filters, level: str
) -> tuple[Frame, dict[str, Any]]:
    """One row per approach, most responses first, as on the page; `fits` in the same order."""
    drawn = list(zip(spread, fits, strict=True))[:MOST_ROWS]
    at_partners, at_types, right = _place_columns(asked)
    rows, height = _place_rows(drawn, at_partners, at_types)
    frame = Frame(
        title=f"Approaches on {asked.day}{asked.when}",
        about=f"{asked.boundary} Strict reading. {count_words(responses, 'response')} with a claim that counts.",
        said=" ".join(_say(each, fit, asked) for each, fit in drawn),
        level=level,
        height_of_drawing=height,
        keys=KEYS,
        notes=f"{say_drawn(len(rows), len(spread), 'approach', 'approaches')}, most responses first. {NOTES}",
        width=max(WIDTH, 2 * MARGIN + right),
    )
    return frame, {
        "rows": rows,
        "at_partners": at_partners,
        "at_all": NAME + PARTNER * len(at_partners) + ALL - 16,
        "at_types": at_types,
        **measure_bars(spread, fits),
        "bars": (BAR_OF_PARTNER, BAR_OF_TYPE),
    }


def measure_bars(spread: Sequence[Spread], fits: Sequence[Fit]) -> dict[str, int]:
    """What the longest bar of each half stands for, here and on the page."""
    return {
        "most": max((number for each in spread for number in each.at.values()), default=1),
        "widest": max((number for fit in fits for _, number, _ in fit.cells), default=1),
    }


def _place_columns(asked: Filters) -> tuple[dict[str, int], dict[str, int], int]:
    """Where those of the partners and of the types asked for begin, and where all end."""
    partners = [asked["partner"]] if asked["partner"] else list(PARTNERS)
    types = [asked["type"]] if asked["type"] else list(NEED_TYPES)
    left = NAME + PARTNER * len(partners) + ALL + BETWEEN
    at_partners = {code: NAME + PARTNER * at for at, code in enumerate(partners)}
    return at_partners, {kind: left + TYPE * at for at, kind in enumerate(types)}, left + TYPE * len(types)


def _place_rows(
    drawn: Sequence[Row], at_partners: Mapping[str, int], at_types: Mapping[str, int]
) -> tuple[list[tuple[Any, ...]], int]:
    """Each row's name, figures at their columns, total and uses; and how high they are together."""
    rows, y = [], HEAD
    for each, fit in drawn:
        name = Lines(y + PITCH, break_lines(each.name, NAME - 12))
        here = [(at_partners[code], number) for code, number in each.cells if code in at_partners]
        uses = [(at_types[kind], number, *SERVES[serves]) for kind, number, serves in fit.cells if kind in at_types]
        rows.append((name, here, each.total["responses"], uses))
        y += max(LEAST, PITCH * len(name.lines) + 8)
    return rows, y


def _say(each: Spread, fit: Fit, asked: Filters) -> str:
    """Training: 25 responses; Albania 12, Serbia 9; legislative 3, does not serve it; …"""
    where = ", ".join(f"{PARTNERS[code]} {n}" for code, n in each.cells if asked["partner"] in ("", code))
    said = {True: "serves it", False: "does not serve it", None: "not known whether it serves it"}
    uses = ", ".join(f"{kind} {n} ({said[serves]})" for kind, n, serves in fit.cells if asked["type"] in ("", kind))
    return f"{each.name}: {count_words(each.total['responses'], 'response')}; {where}; {uses}."
