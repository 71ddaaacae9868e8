from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import pytest

from iisg.charts.bars import draw_bands
from iisg.charts.counts import draw_counts
from iisg.charts.look import Spec, to_png, to_svg
from iisg.charts.partner_map import draw_partner_map, place_of, read_dots, wrap
from iisg.charts.strip import draw_needs, draw_projects
from iisg.charts.timeline import Span, draw_endings
from iisg.framework.names import PARTNERS

FONTS = Path(__file__).parents[2] / "iisg/reports/fonts"
DAY = date(2026, 6, 30)
NAMES = {"AL": "Albania", "XK": "Kosovo*"}


def texts(spec: Spec) -> list[str]:
    """What a reader sees written in the picture."""
    found = ElementTree.fromstring(to_svg(spec, FONTS)).iter("{http://www.w3.org/2000/svg}text")
    return ["".join(text.itertext()) for text in found]


def test_bars_write_every_number_and_name() -> None:
    chart = draw_bands({"AL": {"covered": 3, "none": 17, "partly": 0, "marginal": 0}}, NAMES)
    written = texts(chart)
    assert [text for text in ("Albania", "3", "17") if text not in written] == []
    assert "0" not in [text for text in written if text not in ("0", "5", "10", "15", "20")]


def test_the_map_writes_each_partner_with_its_count() -> None:
    written = texts(draw_partner_map({"AL": 37, "XK": 31}, NAMES))
    assert sorted(set(written)) == ["31", "37", "Albania", "Kosovo*"]


def test_the_map_has_dots_for_every_partner_and_the_land_beside() -> None:
    assert read_dots().keys() == PARTNERS.keys() | {"around"}
    assert [code for code in read_dots() if len(read_dots()[code]) < 20] == []


@pytest.mark.parametrize(
    ("code", "west", "south", "east", "north"),
    [("AL", 19.2, 39.6, 21.1, 42.7), ("XK", 20.0, 41.8, 21.8, 43.3), ("RS", 18.8, 42.2, 23.1, 46.2)],
)
def test_a_partner_stands_where_it_is(code: str, west: float, south: float, east: float, north: float) -> None:
    x, y = place_of(code)
    assert (west < x < east, south < y < north) == (True, True)


def test_long_names_stand_on_two_lines() -> None:
    assert [wrap(name) for name in ("Serbia", "Bosnia and Herzegovina")] == ["Serbia", "Bosnia and\nHerzegovina"]


def test_endings_write_code_and_month_and_nothing_for_an_end_unknown() -> None:
    spans = [Span("R-1", date(2025, 1, 1), date(2026, 12, 31)), Span("R-2", None, None)]
    written = texts(draw_endings(spans, date(2026, 6, 30), "WBBSi"))
    assert [text for text in written if not text.isdigit() and text.strip()] == ["R-1", "R-2", "Dec 2026"]


def test_strips_draw_one_cell_per_need_and_partner_and_keep_groups_apart() -> None:
    spec = draw_needs([[{"AL": "none", "XK": "covered"}], [{"AL": "partly"}]], ["AL", "XK"])
    cells = [(cell["x"], cell["y"], cell["band"]) for cell in spec["layer"][1]["data"]["values"]]
    assert cells == [(0, 0, "none"), (1, 0, "covered"), (0, 3, "partly")]


def test_strips_of_nothing_still_draw() -> None:
    sizes = [len(to_png(spec, FONTS)) > 100 for spec in (draw_needs([], ["AL"]), draw_projects([[]], ["AL"]))]
    assert sizes == [True, True]


def test_pictures_carry_no_style_and_reach_for_nothing_outside() -> None:
    svg = to_svg(draw_partner_map({"AL": 1}, NAMES), FONTS)
    assert [text for text in ("style=", "<script", "href=", "<image") if text in svg] == []


def test_counts_write_every_name_whole_and_every_number_that_is_not_nothing() -> None:
    name = "Threat and risk analysis and research of long names"
    written = texts(draw_counts([(name, (34, 21)), ("GIZ", (7, 0))], ("left with nothing", "lower"), "cells"))
    assert [text for text in (name, "GIZ", "34", "21", "7", "cells", "lower") if text not in written] == []


def test_one_stretch_alone_needs_no_legend() -> None:
    assert "responses" not in texts(draw_counts([("Training", (30,))], ("responses",), "number"))


def draw_all() -> dict[str, Spec]:
    span = Span("R-1", DAY, None)
    return {
        "bands": draw_bands({"AL": {"covered": 3, "none": 1, "partly": 0, "marginal": 0}}, NAMES),
        "counts": draw_counts([("GIZ", (7, 1))], ("nothing", "lower"), "cells"),
        "map": draw_partner_map({"AL": 37}, NAMES),
        "needs": draw_needs([[{"AL": "partly"}]], ["AL"]),
        "projects": draw_projects([[("WBBSi", ["AL"], True)]], ["AL"]),
        "endings": draw_endings([span], DAY, "WBBSi"),
    }


@pytest.mark.parametrize("name", ["bands", "counts", "map", "needs", "projects", "endings"])
def test_every_chart_follows_the_grammar(name: str) -> None:
    alt.Chart.from_dict(draw_all()[name], validate=True)
