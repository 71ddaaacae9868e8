"""A map of the partners in dots, with one number each.

No boundary lines, one colour for all six; where a dot lies is all that it says. A table of the same numbers belongs
beside it, which is what the page that shows the map brings.
"""

import json
from collections.abc import Mapping
from functools import cache
from math import cos, radians
from pathlib import Path
from typing import Any

import altair as alt

from iisg.charts.look import FONT, INK, Spec, chart_of, spec

Dots = list[tuple[float, float]]


@cache
def read_dots() -> dict[str, Dots]:
    """Longitude and latitude of each dot: of each partner by code, and `around` for the land beside them."""
    dots: dict[str, Dots] = json.loads(Path(__file__).with_name("partner_map.json").read_text())
    return dots


def place_of(code: str) -> tuple[float, float]:
    """Where the partner's number stands: the middle of its dots."""
    dots = read_dots()[code]
    return sum(x for x, _ in dots) / len(dots), sum(y for _, y in dots) / len(dots)


def wrap(name: str) -> str:
    """A long name on two lines, so that neighbours do not run into each other."""
    return "\n".join(name.rsplit(" ", 1)) if len(name) > 12 else name


def draw_partner_map(counts: Mapping[str, int], names: Mapping[str, str], width: int = 380) -> Spec:
    """The map with `counts` and `names`, both by the partner's code."""
    every = [point for dots in read_dots().values() for point in dots]
    west, east = min(x for x, _ in every), max(x for x, _ in every)
    south, north = min(y for _, y in every), max(y for _, y in every)
    height = round(width * (north - south) / ((east - west) * cos(radians((south + north) / 2))))
    scale_x, scale_y = alt.Scale(domain=[west, east], nice=False), alt.Scale(domain=[south, north], nice=False)
    x, y = alt.X("x:Q", axis=None, scale=scale_x), alt.Y("y:Q", axis=None, scale=scale_y)

    def dots(points: Dots, colour: str, size: int) -> alt.Chart:
        marks: alt.Chart = chart_of([{"x": east, "y": north} for east, north in points]).mark_circle(
            color=colour, size=size, opacity=1
        )
        return marks.encode(x=x, y=y)

    values = [{"x": place_of(c)[0], "y": place_of(c)[1], "count": n, "name": wrap(names[c])} for c, n in counts.items()]
    places = chart_of(values).encode(x=x, y=y)
    partners = [point for code in counts for point in read_dots()[code]]
    halo: dict[str, Any] = {"font": FONT, "fontSize": 12, "fontWeight": 600, "dy": 26, "lineBreak": "\n"}
    layers = (
        dots(read_dots()["around"], "#D8D3C6", 3),
        dots(partners, "#AEA992", 14),
        places.mark_circle(color=INK, size=900, opacity=1, stroke="white", strokeWidth=2),
        places.mark_text(color="white", font=FONT, fontSize=14, fontWeight=700).encode(text="count:Q"),
        places.mark_text(**halo, color="white", stroke="white", strokeWidth=4).encode(text="name:N"),
        places.mark_text(**halo, color=INK).encode(text="name:N"),
    )
    return spec(alt.layer(*layers).properties(width=width, height=height))
