"""Balance as a picture that stands alone: the partners of each pillar along scales, and the map of open cells."""

from collections.abc import Mapping
from typing import Any

from iisg.analysis.balance import FEWEST_CELLS
from iisg.analysis.words import count_words
from iisg.explore.balance_list import Line, by_pillar, count_judgements
from iisg.explore.filters import Filters
from iisg.explore.picture import MARGIN, WIDTH, Frame, Key
from iisg.framework.names import PARTNERS

COLUMN, GAP, MAP = 288, 24, 370  # of the scales and the map, in px
HEAD, LABEL, STEP, FOOT = 44, 18, 15, 14  # of a column; over, within (as the scale's own) and under each scale
KEYS = (
    Key("dot", "above", "above the median of the six"),
    Key("dot", "below", "below it"),
    Key("dot", "at", "at it"),
    Key("dot", "few", f"too few to judge: n below {FEWEST_CELLS}"),
    Key("line", "median", "the median"),
)
NOTES = (
    "A dot is a partner’s mean point of the needs of one pillar, perspective and type: 0.5 is partly, 0.75 covered. A "
    "need of both perspectives or of several types counts in each. On the map a cell is a need and a partner; open is "
    "one that nothing serves, whatever partner is looked at. No boundaries are drawn. Demonstration rows are left out."
)


def lay_out(
    lines: list[Line], uncovered: Mapping[str, int], asked: Filters, level: str
) -> tuple[Frame, dict[str, Any]]:
    """A column per pillar, the map to the right of them."""
    columns, height = _place_columns(lines)
    counted = count_judgements(lines)
    beside = len(columns) * (COLUMN + GAP)
    frame = Frame(
        title=f"Balance on {asked.day}{asked.when}",
        about=f"{asked.boundary} Strict reading. {count_words(counted['all'], 'figure')}: {counted['below']} below the "
        f"median of the six, {counted['above']} above, {counted['at']} at it, {counted['few']} not judged.",
        said=" ".join([*map(_say, lines), _say_open(uncovered)]),
        level=level,
        height_of_drawing=height,
        keys=KEYS,
        notes=NOTES,
        width=max(WIDTH, 2 * MARGIN + beside + MAP),
    )
    drawing = {"columns": columns, "uncovered": uncovered, "beside": beside, "column": COLUMN}
    return frame, drawing


def _place_columns(lines: list[Line]) -> tuple[list[tuple[int, str, list[tuple[int, Line, int]]]], int]:
    """Where each pillar's column begins, and in it each scale and how high it is; and how high the highest is."""
    columns, height = [], round(MAP * 1.1) + HEAD
    for at, (pillar, of) in enumerate(by_pillar(lines)):
        y, placed = HEAD, []
        for line in of:
            scale = STEP * len(line.figures) + 4
            placed.append((y, line, scale))
            y += LABEL + scale + FOOT
        columns.append((at * (COLUMN + GAP), pillar, placed))
        height = max(height, y)
    return columns, height


def _say(line: Line) -> str:
    """WBBSi, prevention, legislative, median 0.50: Albania 0.61, 0.11 above the median; …"""
    figures = "; ".join(f"{PARTNERS[code]} {point:.2f}, {words}" for code, point, _, words in line.marks)
    return f"{line.pillar}, {line.perspective}, {line.need_type}, median {line.median:.2f}: {figures}."


def _say_open(uncovered: Mapping[str, int]) -> str:
    return f"Open cells: {', '.join(f'{name} {uncovered.get(code, 0)}' for code, name in PARTNERS.items())}."
