"""The strip: everything at once, upright, six columns wide; the cover of a report."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import altair as alt

from iisg.charts.look import BANDS, LINE, PILLARS, Spec, chart_of, spec

Row = TypeVar("Row")

# How much of a cell its band fills. An open one is an empty frame: the eye goes to it, in grey as well.
FILL = {"covered": 1.0, "partly": 0.5, "marginal": 0.25, "none": 1.0}
PALE = {"covered": "#1F4F7B", "partly": "#E0EAF2", "marginal": "#F8EFDA", "none": "#FFFFFF"}


APART = 2  # rows left free between groups


def draw_needs(groups: Sequence[Sequence[Mapping[str, str]]], partners: Sequence[str], **size: int) -> Spec:
    """One row per need: the band by partner, a partner that the need does not name left out of the row."""
    cells = [
        {"x": partners.index(p), "y": y, "band": band, "to": partners.index(p) + 0.9 * FILL[band]}
        for y, row in _rows(groups)
        for p, band in row.items()
    ]
    bands = list(BANDS)

    def colours(field: str, values: dict[str, str]) -> alt.Scale:
        return alt.Scale(domain=bands, range=[values[band] for band in bands])

    base = chart_of(cells).transform_calculate(x2="datum.x + 0.9", y2="datum.y + 0.78")
    ground = base.mark_rect().encode(fill=alt.Fill("band:N", scale=colours("fill", PALE), legend=None))
    filled = base.transform_filter("datum.band != 'none'").mark_rect()
    inner = filled.encode(fill=alt.Fill("band:N", scale=colours("fill", BANDS), legend=None), x2="to:Q")
    empty = base.transform_filter("datum.band == 'none'").mark_rect(fill=None, stroke=BANDS["none"], strokeWidth=0.7)
    return _upright([ground.encode(x2="x2:Q"), inner, empty.encode(x2="x2:Q")], _rows(groups), len(partners), **size)


def draw_projects(
    groups: Sequence[Sequence[tuple[str, Sequence[str], bool]]], partners: Sequence[str], **size: int
) -> Spec:
    """One row per response, as its pillar, the partners that it serves, and whether it is under way."""
    cells = [
        {"x": partners.index(p), "y": y, "colour": PILLARS[pillar], "under_way": under_way}
        for y, (pillar, served, under_way) in _rows(groups)
        for p in served
    ]
    base = chart_of(cells).transform_calculate(x2="datum.x + 0.9", y2="datum.y + 0.78")
    marks = base.mark_rect().encode(
        fill=alt.Fill("colour:N", scale=None),
        fillOpacity=alt.condition("datum.under_way", alt.value(1), alt.value(0.25)),
        x2="x2:Q",
    )
    return _upright([marks], _rows(groups), len(partners), **size)


def _rows(groups: Sequence[Sequence[Row]]) -> list[tuple[int, Row]]:
    """Every row of every group with its place from the top."""
    rows: list[tuple[int, Row]] = []
    for group in groups:
        top = rows[-1][0] + 1 + APART if rows else 0
        rows += enumerate(group, top)
    return rows


def _upright(
    layers: list[alt.Chart], rows: Sequence[tuple[int, object]], columns: int, width: int = 170, height: int = 730
) -> Spec:
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, columns - 0.1], nice=False))
    bottom = rows[-1][0] + 1 if rows else 1
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[bottom, 0], nice=False))
    lines = chart_of([{"y": i + 0.4} for i, _ in rows]).mark_rule(color=LINE, strokeWidth=0.5)
    drawn = [lines.encode(y=y)] + [layer.encode(x=x, y=y, y2="y2:Q") for layer in layers]
    return spec(alt.layer(*drawn).resolve_scale(fill="independent").properties(width=width, height=height))
