"""The map of the six partners: dots on land, no boundary line, one colour for all six, and a circle with a count each.

Where a dot lies is all that the map says; it takes no position on anything else. A table of the same counts stands
beside it. The dots are made once, by make_map.py.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Any

from iisg.framework.names import PARTNERS

LARGEST, SMALLEST = 25.0, 14.0  # radius of a circle in the map's units
LINES = {"BA": ("Bosnia and", "Herzegovina"), "MK": ("North", "Macedonia")}


@dataclass(frozen=True)
class Place:
    """One partner's circle and the lines of its name under it, in the map's units."""

    code: str
    count: int
    x: float
    y: float
    radius: float
    lines: tuple[tuple[str, float], ...]

    @property
    def name(self) -> str:
        return PARTNERS[self.code]


@cache
def read_map() -> dict[str, Any]:
    """width, height, pitch; land, around: paths whose dashes are the dots; places: the middle of each partner."""
    data: dict[str, Any] = json.loads(Path(__file__).with_name("map.json").read_text())
    return data


def draw_places(counts: Mapping[str, int]) -> list[Place]:
    """The six circles; their area is as the count, down to a smallest that still holds a number."""
    most = max([*counts.values(), 1])
    places = []
    for code, (x, y) in read_map()["places"].items():
        count = counts.get(code, 0)
        radius = round(max(LARGEST * sqrt(count / most), SMALLEST), 1)
        lines = LINES.get(code, (PARTNERS[code],))
        below = tuple((line, round(y + radius + 17 + 16 * i, 1)) for i, line in enumerate(lines))
        places.append(Place(code, count, x, y, radius, below))
    return places
