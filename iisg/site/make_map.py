"""Make map.json, the dots of the map on the home page, from a TopoJSON file of Natural Earth.

    python -m iisg.site.make_map countries-10m.json

The file is that of the npm package world-atlas 2.0.2 (ISC licence; Natural Earth is in the public domain). The grid is
finer than that of the printed map. A row of dots is stored as one stroke from its first dot to its last, which the page
draws with dashes of no length and round ends: 4 kB instead of 40. Run again only to change the grid.
"""

import json
import sys
from math import cos, radians
from pathlib import Path

from iisg.charts.make_partner_map import IN_FILE, Ring, is_inside, read_rings

WEST, EAST, SOUTH, NORTH = 15.0, 23.8, 39.4, 46.3
WIDTH, PITCH = 500, 6.9
ROW = PITCH * 0.866
SCALE = WIDTH / (EAST - WEST)
TALLER = 1 / cos(radians(42.6))  # a degree of latitude against one of longitude, in the middle of the map

# Where a circle stands clear of the others, and its name of the circles.
PLACES = {
    "AL": (20.0, 40.95),
    "BA": (17.55, 44.3),
    "XK": (20.9, 42.5),
    "ME": (19.15, 42.75),
    "MK": (21.8, 41.5),
    "RS": (20.8, 44.45),
}


def project(longitude: float, latitude: float) -> tuple[float, float]:
    return round((longitude - WEST) * SCALE, 1), round((NORTH - latitude) * SCALE * TALLER, 1)


def say_runs(y: float, xs: list[float]) -> str:
    """Dots of one row as strokes; half a unit longer, so that rounding never loses the last dot."""
    strokes, start, last = [], xs[0], xs[0]
    for x in [*xs[1:], float("inf")]:
        if x - last > PITCH * 1.5:
            strokes.append(f"M{start:.1f} {y:.1f}H{last + 0.5:.1f}")
            start = x
        last = x
    return "".join(strokes)


def lies_in(x: float, y: float, countries: list[tuple[str, list[Ring]]]) -> str | None:
    longitude, latitude = WEST + x / SCALE, NORTH - y / SCALE / TALLER
    return next((name for name, rings in countries if is_inside(longitude, latitude, rings)), None)


def make_map(file: Path) -> dict[str, object]:
    countries = read_rings(file)
    height = round((NORTH - SOUTH) * SCALE * TALLER)
    paths = {"land": "", "around": ""}
    for row in range(int(height / ROW) + 1):
        y = 3 + row * ROW
        dots: dict[str, list[float]] = {"land": [], "around": []}
        for i in range(int(WIDTH / PITCH)):
            x = 3 + PITCH * (i + row % 2 / 2)
            if name := lies_in(x, y, countries):
                dots["land" if name in IN_FILE else "around"].append(x)
        for kind, xs in dots.items():
            paths[kind] += say_runs(y, xs) if xs else ""
    places = {code: project(*at) for code, at in PLACES.items()}
    return {"width": WIDTH, "height": height, "pitch": PITCH, "places": places, **paths}


if __name__ == "__main__":
    Path(__file__).with_name("map.json").write_text(json.dumps(make_map(Path(sys.argv[1])), indent=1) + "\n")
