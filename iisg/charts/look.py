"""How every chart looks, and how one becomes a picture.

The colours are those of the pages (one ink, one blue for cover, ochre and rust for what is thin or open); a sign or a
number always says the same as the colour, so that a chart still reads when it is printed in grey.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import altair as alt
import vl_convert
from altair.utils.schemapi import disable_debug_mode

INK, INK_2, INK_3 = "#17212B", "#44505B", "#5F6973"
LINE, PAPER = "#DED7C9", "#FFFFFF"
BANDS = {"covered": "#1F4F7B", "partly": "#3B76A6", "marginal": "#8F5E0C", "none": "#AC3C0C"}
TINTS = {"covered": "#1F4F7B", "partly": "#A9C4DA", "marginal": "#E8C98B", "none": "#FFFFFF"}
PILLARS = {"WBCTi": "#7A3E6B", "WBCSCi": "#856010", "WBBSi": "#226558"}
FONT = "Source Sans 3"

Spec = dict[str, Any]


# Each part of a chart would be checked against the whole grammar as it is made, which takes longer than drawing it. Our
# charts are fixed; the tests check their specifications.
disable_debug_mode()


class Rows:
    """Rows that are not copied each time a chart gets one more property: thousands, in the strip and the map."""

    _schema: ClassVar = {"type": "array"}  # altair takes what has one for a thing that it can write out

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows = list(rows)

    def to_dict(self) -> list[Mapping[str, Any]]:
        return self.rows


def chart_of(rows: Sequence[Mapping[str, Any]]) -> alt.Chart:
    """A chart of these rows, which stand in its specification."""
    return alt.Chart(alt.Data(values=Rows(rows)))


def spec(chart: alt.TopLevelMixin) -> Spec:
    """The chart as a Vega-Lite specification in the look of the pages, without surroundings of its own."""
    axis = {
        "labelColor": INK_2,
        "titleColor": INK_2,
        "titleFontWeight": "normal",
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": LINE,
        "labelPadding": 6,
        "domain": False,
        "ticks": False,
    }
    legend = {"labelFontSize": 12, "labelColor": INK_2}
    configured = chart.configure(
        background=PAPER, font=FONT, padding=2, view={"stroke": None}, axis=axis, legend=legend
    )
    specification: Spec = configured.to_dict(validate=False)  # it would check each dot of the map, for a second
    return specification


@cache
def _read_fonts(folder: Path) -> None:
    vl_convert.register_font_directory(str(folder))


def to_svg(spec: Spec, fonts: Path) -> str:
    _read_fonts(fonts)
    return str(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


def to_png(spec: Spec, fonts: Path, scale: float = 2.5) -> bytes:
    _read_fonts(fonts)
    return bytes(vl_convert.vegalite_to_png(spec, scale=scale, allowed_base_urls=[]))
