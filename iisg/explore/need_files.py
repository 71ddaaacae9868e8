"""The coverage of one need through time as files: its steps as CSV and JSON, and the picture."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from iisg.access.downloads import attach
from iisg.explore.download import name_file
from iisg.explore.filters import read_day
from iisg.explore.findings_files import write_file
from iisg.explore.need_time import PartnerLine, partner_lines, scale_of
from iisg.explore.visible import level_of_need
from iisg.framework.names import FOOTNOTE, LEVELS
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.needs.models import Need
from iisg.responses.portfolio import portfolio_around

COLUMNS = ("need", "partner", "reading", "from", "to", "band", "point")
ROW_HEIGHT, LANE_HEIGHT, TOP = 56, 30, 96  # of the picture, in px


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
    return _picture(request, name, {"need": need, "on": on, "lines": lines, "level": LEVELS[level]})


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


def _picture(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """A drawing that stands alone: its colours, day, level and footnote are in the file."""
    scale, y, rows = scale_of(context["lines"], context["on"]), TOP, []
    for line, bars, lanes, gap in scale.drawn:
        below = [(y + ROW_HEIGHT + LANE_HEIGHT * place, lane, bars) for place, (lane, bars) in enumerate(lanes)]
        rows.append((y, line, bars, below, gap))
        y += ROW_HEIGHT + LANE_HEIGHT * len(lanes) + 12
    context |= {"scale": scale, "rows": rows, "foot": y + 16, "height": y + 32, "footnote": FOOTNOTE}
    return attach(render(request, "explore/need_coverage.svg", context, content_type="image/svg+xml"), f"{name}.svg")
