"""What falls if one organisation or response stops, as a picture that stands alone."""

from collections.abc import Sequence
from typing import Any

from iisg.analysis.words import count_words, join_words
from iisg.explore.filters import Filters
from iisg.explore.picture import MOST_ROWS, PITCH, Frame, Key, Lines, break_lines, say_drawn
from iisg.explore.risk_list import Rests, count_cells, most_cells
from iisg.framework.names import PARTNERS

WIDTH, WHO, BAR = 1060, 456, 232  # of all, of a name and of the longest bar, in px
HEAD = 28  # height of the head
KEYS = (Key("bar", "lost", "left with nothing"), Key("bar", "less", "falls, still helped"))
NOTES = (
    "An organisation takes with it what it alone leads. A response with several leads stays when one of them leaves. "
    "Demonstration rows are left out."
)


def lay_out(found: Sequence[Rests], noun: str, asked: Filters, level: str) -> tuple[Frame, dict[str, Any]]:
    """Rows as high as their names need; the longest bar is that of the page."""
    rows, y = [], HEAD
    for rests in found[:MOST_ROWS]:
        name = Lines(y + PITCH, break_lines(_name(rests), WHO))
        rows.append((rests, name))
        y += PITCH * len(name.lines) + 10
    falling, left = count_cells(found)
    frame = Frame(
        title=f"What falls if one {noun} stops, on {asked.day}{asked.when}",
        about=f"{asked.boundary} Strict reading. {count_words(falling, 'cell')} would fall to a lower band, "
        f"{left} of them to nothing.",
        said=" ".join(map(_say, found[:MOST_ROWS])),
        level=level,
        height_of_drawing=y,
        keys=KEYS,
        notes=f"{say_drawn(len(rows), len(found), noun)}: those that would leave most cells with nothing. {NOTES}",
        width=WIDTH,
    )
    return frame, {
        "rows": rows,
        "most": most_cells(found),
        "bar": BAR,
    }


def _name(rests: Rests) -> str:
    return f"{rests.title} {rests.who}".strip()


def _say(rests: Rests) -> str:
    where = join_words([PARTNERS[code] for code in rests.partners])
    return f"{_name(rests)}: {count_words(len(rests.cells), 'cell')} in {where}, {rests.uncovered} left with nothing."
