"""The coverage of one need through time as files: its steps as CSV and JSON, and the picture."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from iisg.analysis.words import BAND_LABELS, name_day
from iisg.explore.download import name_file
from iisg.explore.filters import read_day
from iisg.explore.findings_files import write_file
from iisg.explore.need_time import PartnerLine, partner_lines, say_coverage, scale_of
from iisg.explore.picture import Frame, Key, hand_out
from iisg.explore.visible import level_of_need
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.needs.models import Need
from iisg.responses.portfolio import portfolio_around

COLUMNS = ("need", "partner", "reading", "from", "to", "band", "point")
ROW_HEIGHT, LANE_HEIGHT, AXIS_HEIGHT, PICTURE_WIDTH = 56, 30, 32, 1040  # of the picture, in px
KEYS = (
    *(Key("bar", band, words) for band, words in BAND_LABELS.items()),
    Key("line", "today", "the day"),
    Key("line", "gap", "a gap opens"),
)


@require_safe
@members_only
def download_steps(request: HttpRequest, code: str, ending: str, by: Person) -> HttpResponse:
    """Every step of every lane that the page shows."""
    need = get_object_or_404(Need, code=code)
    on, _ = read_day(request.GET, timezone.localdate())
    portfolio = portfolio_around([need.code], with_demonstration=need.is_demo)
    lines = partner_lines(portfolio, need.of_partners.select_related("partner"), on)
    level = level_of_need(need)
    name = name_file(f"coverage-{need.code}", on, level)
    if ending != "svg":
        return write_file(ending, name, COLUMNS, _steps(need, lines))
    return _picture(request, name, need, lines, on, level)


def _steps(need: Need, lines: list[PartnerLine]) -> Iterator[dict[str, Any]]:
    for line in lines:
        for lane in line.lanes:
            for step in lane.steps:
                yield {
                    "need": need.code,
                    "partner": line.of.partner_id,
                    "reading": lane.reading,
                    "from": step.first,
                    "to": step.last,
                    "band": step.band,
                    "point": step.point,
                }


def _picture(
    request: HttpRequest, name: str, need: Need, lines: list[PartnerLine], on: date, level: str
) -> HttpResponse:
    """Each partner's bars with its lanes below, one partner under the other."""
    scale, y, rows = scale_of(lines, on), AXIS_HEIGHT, []
    for line, bars, lanes, gap in scale.drawn:
        below = [(y + ROW_HEIGHT + LANE_HEIGHT * place, lane, bars) for place, (lane, bars) in enumerate(lanes)]
        rows.append((y, line, bars, below, gap))
        y += ROW_HEIGHT + LANE_HEIGHT * len(lanes) + 12
    frame = Frame(
        title=f"{need.code} {need.title}",
        about=f"Coverage by partner as on {name_day(on)}, strict reading.{' Demonstration.' if need.is_demo else ''}",
        said=" ".join(say_coverage(lines)),
        level=level,
        height_of_drawing=y,
        keys=KEYS,
        notes="A bar is as high as the point value, 1 being full.",
        width=PICTURE_WIDTH,
    )
    return hand_out(request, "need_coverage", name, frame, {"on": on, "scale": scale, "rows": rows})
