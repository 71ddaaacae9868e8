"""The strip, or weave: every need at once, with the six partners as threads.

Lying (`weave`) it is a map to jump from; upright (`upright`) the cover of a report. The same facts stand in the matrix
below it, so readers by ear are sent there instead of through 800 cells.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from iisg.analysis.words import BAND_LABELS
from iisg.framework.names import PARTNERS
from iisg.site.templatetags.look import join, partner_code

register = template.Library()

Need = Mapping[str, Any]  # code, pillar, objective, bands: partner -> band for those it names
LEFT, TOP, PITCH, ROW, WIDE, HIGH = 38.0, 20.0, 7.75, 11.7, 6.4, 9.8
BETWEEN_PILLARS, BETWEEN_OBJECTIVES = 18.0, 3.0


def place_columns(needs: Iterable[Need]) -> list[tuple[float, Need]]:
    """Each need and where its column begins: a wide gap before a pillar, a narrow one before an objective."""
    placed: list[tuple[float, Need]] = []
    x, before = LEFT, None
    for need in needs:
        if before and before["pillar"] != need["pillar"]:
            x += BETWEEN_PILLARS
        elif before and before.get("objective") != need.get("objective"):
            x += BETWEEN_OBJECTIVES
        placed.append((round(x, 2), need))
        x, before = x + PITCH, need
    return placed


def draw_cell(band: str, x: float, y: float, width: float = WIDE, height: float = HIGH) -> str:
    """Full, half, or an empty frame: the shape says the band, the colour repeats it. The parts of a class each."""
    box = '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'
    if band == "covered":
        return format_html(box, "covered", x, round(y, 1), width, height)
    if band == "partly":
        half = height / 2
        return format_html(box, "partly-rest", x, round(y, 1), width, half) + format_html(
            box, "partly", x, round(y + half, 1), width, half
        )
    return format_html(box, band, round(x + 0.6, 2), round(y + 0.6, 1), round(width - 1.2, 2), round(height - 1.2, 2))


@register.simple_tag
def woven_cell(band: str) -> str:
    """One cell alone, for a legend: it stands on the line of its words."""
    return draw_cell(band, 3, 0.5 - HIGH)


@register.simple_tag
def weave(needs: Sequence[Need], link: str = "#", outlined: Iterable[tuple[str, str]] = ()) -> SafeString:
    """All needs as columns. A column leads to `link` + its code; (need, partner) pairs in `outlined` get a frame."""
    placed = place_columns(needs)
    if not placed:
        return mark_safe("")
    width, height, marked = placed[-1][0] + PITCH, TOP + ROW * len(PARTNERS), set(outlined)
    parts = _draw_woven(placed)
    for x, need in placed:
        for row, code in enumerate(PARTNERS):
            if (need["code"], code) in marked:
                frame = '<rect class="outlined" x="{}" y="{}" width="{}" height="{}"/>'
                parts.append(format_html(frame, x - 0.8, round(TOP + ROW * row - 0.8, 1), WIDE + 1.6, HIGH + 1.6))
    hit = '<a href="{}{}" tabindex="-1"><title>{}</title><rect x="{}" y="{}" width="{}" height="{}"/></a>'
    parts.append(
        format_html_join("", hit, ((link, n["code"], n["code"], x, TOP, PITCH, height - TOP) for x, n in placed))
    )
    drawing = '<div class="weave"><svg viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg></div>'
    return format_html(drawing, round(width, 1), round(height, 1), join(parts))


@register.simple_tag
def weave_picture(needs: Sequence[Need]) -> SafeString:
    """The strip for a picture that stands alone: no links, nothing outlined."""
    placed = place_columns(needs)
    width, height = placed[-1][0] + PITCH if placed else LEFT, TOP + ROW * len(PARTNERS)
    drawing = '<svg viewBox="0 0 {0} {1}" width="{0}" height="{1}">{2}</svg>'
    return format_html(drawing, round(width, 1), round(height, 1), join(_draw_woven(placed)))


def _draw_woven(placed: Sequence[tuple[float, Need]]) -> list[str]:
    parts = [_draw_threads(placed[-1][0] + PITCH if placed else LEFT), _draw_names(placed)]
    for x, need in placed:
        for row, code in enumerate(PARTNERS):
            if code in need["bands"]:
                parts.append(draw_cell(need["bands"][code], x, TOP + ROW * row))
    return parts


def _draw_threads(width: float) -> str:
    """The six partners' codes and a dashed line for each, which shows where a need does not name it."""
    shape = '<text x="0" y="{}">{}</text><line class="warp" x1="{}" x2="{}" y1="{}" y2="{}"/>'
    rows = ((TOP + ROW * i + HIGH / 2, code) for i, code in enumerate(PARTNERS))
    return format_html_join("", shape, ((y + 4, partner_code(c), LEFT, round(width, 1), y, y) for y, c in rows))


def _draw_names(placed: Sequence[tuple[float, Need]]) -> str:
    """Each pillar's code over its first column."""
    first: dict[str, float] = {}
    for x, need in placed:
        first.setdefault(need["pillar"], x)
    shape = '<g class="{}"><text class="name" x="{}" y="12">{}</text></g>'
    return format_html_join("", shape, ((pillar.lower(), x, pillar) for pillar, x in first.items()))


@register.simple_tag
def weave_totals(needs: Iterable[Need]) -> dict[str, int]:
    """How many cells are in which band: covered, partly, marginal, none, and `all` of them."""
    found = Counter(band for need in needs for band in need["bands"].values())
    return {name: found[name] for name in BAND_LABELS} | {"all": found.total()}


@register.simple_tag
def upright(rows: Sequence[Mapping[str, Any]]) -> SafeString:
    """The cover's strip: a row each, six columns wide. A row has `pillar`, and either `bands` or `partners` (drawn in
    the pillar's hue: the public covers show projects, which have no band)."""
    pitch, width, height = 3.0, 7.0, 2.2
    parts: list[str] = []
    y, before = 0.0, None
    for row in rows:
        y += pitch * 2 if before not in (None, row["pillar"]) else 0
        bands = row.get("bands") or dict.fromkeys(row.get("partners", ()), row["pillar"].lower())
        for column, code in enumerate(PARTNERS):
            if code in bands:
                parts.append(_draw_thread(bands[code], column * 8.4, y, width, height))
        y, before = y + pitch, row["pillar"]
    shape = '<svg class="upright" viewBox="0 0 50 {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    return format_html(shape, round(y, 1), join(parts))


def _draw_thread(name: str, x: float, y: float, width: float, height: float) -> str:
    if name in BAND_LABELS:
        return draw_cell(name, round(x, 1), y, width, height)
    shape = '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>'
    return format_html(shape, name, round(x, 1), round(y, 1), width, height)
