"""Make partner_map.json, the dots of the map, from a TopoJSON file of Natural Earth.

    python -m iisg.charts.make_partner_map countries-10m.json

The file is that of the npm package world-atlas 2.0.2 (ISC licence; Natural Earth is in the public domain). Dots of a
hexagonal grid carry no boundary line, and all six partners carry the same colour: the map says where, and takes no
position on anything else. Run again only to change the grid.
"""

import json
import sys
from math import cos, radians
from pathlib import Path

from iisg.framework.names import PARTNERS

# The file has our names but for two, and knows no asterisk.
IN_FILE = {name.removesuffix("*"): code for code, name in PARTNERS.items()} | {
    "Bosnia and Herz.": "BA",
    "Macedonia": "MK",
}
WEST, EAST, SOUTH, NORTH = 14.6, 24.2, 38.7, 46.4
STEP = 0.155  # degrees of latitude between rows
MIDDLE = 42.6

Ring = list[tuple[float, float]]


def read_rings(file: Path) -> list[tuple[str, list[Ring]]]:
    """Each country's name and rings in degrees. Holes are rings too: even-odd counting takes care of them."""
    topology = json.loads(file.read_text())
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        arcs.append([(dx + kx * (x := x + step[0]), dy + ky * (y := y + step[1])) for step in arc])
    countries = []
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape.get("arcs", [])
        rings = [
            [point for i in ring for point in (arcs[i] if i >= 0 else arcs[~i][::-1])]
            for polygon in polygons
            for ring in polygon
        ]
        near = [r for r in rings if any(WEST <= x <= EAST and SOUTH <= y <= NORTH for x, y in r)]
        if near:
            countries.append((shape["properties"]["name"], near))
    return countries


def is_inside(x: float, y: float, rings: list[Ring]) -> bool:
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
            if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
                inside = not inside
    return inside


def grid() -> list[tuple[float, float]]:
    """Points of a hexagonal grid, west to east and north to south."""
    wide = STEP / cos(radians(MIDDLE))
    rows = int((NORTH - SOUTH) / (STEP * 0.866)) + 1
    across = int((EAST - WEST) / wide) + 1
    return [
        (round(WEST + wide * (i + r % 2 / 2), 3), round(NORTH - STEP * 0.866 * r, 3))
        for r in range(rows)
        for i in range(across)
    ]


def place_dots(file: Path) -> dict[str, list[tuple[float, float]]]:
    dots: dict[str, list[tuple[float, float]]] = {code: [] for code in (*PARTNERS, "around")}
    countries = read_rings(file)
    for x, y in grid():
        name = next((name for name, rings in countries if is_inside(x, y, rings)), None)
        if name:
            dots[IN_FILE.get(name, "around")].append((x, y))
    return dots


if __name__ == "__main__":
    target = Path(__file__).with_name("partner_map.json")
    target.write_text(json.dumps(place_dots(Path(sys.argv[1])), separators=(",", ":")) + "\n")
