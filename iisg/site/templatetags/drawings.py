"""Charts as SVG: lengths along time are percentages, so a drawing fits any width without stretching its text.

Each drawing that says something on its own has a text alternative; a table with the same facts belongs beside it.
Contracts and examples: templates/components/README.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from iisg.access.limits import FIRST_DAY, LAST_DAY
from iisg.framework.names import PARTNERS
from iisg.site.map import draw_places, read_map
from iisg.site.templatetags.look import BAND_WORDS, day, join, partner_code, points

register = template.Library()

Step = Mapping[str, Any]  # from_day, to_day: date or None (both included), point: float, band: str


@dataclass(frozen=True)
class Window:
    """The years that a drawing shows, each whole: 2022 to 2027 runs from 1 January 2022 to 31 December 2027."""

    first: int
    last: int

    def at(self, when: date) -> float:
        """Where a day begins, in percent of the width, cut at the edges."""
        begin, end = date(self.first, 1, 1), date(self.last + 1, 1, 1)
        return round(min(max((when - begin).days / (end - begin).days, 0), 1) * 100, 2)

    def shows(self, when: date | None) -> bool:
        return when is not None and self.first <= when.year <= self.last

    def stretch(self, start: date | None, end: date | None) -> tuple[float, float]:
        """From and to in percent; `end` is the last day and belongs to it; a side not known reaches the edge."""
        left = self.at(start) if start else 0.0
        right = self.at(min(end, LAST_DAY) + timedelta(days=1)) if end else 100.0
        return left, right


def svg(css: str, label: str, *parts: str) -> SafeString:
    """A drawing with its text alternative, or hidden from readers by ear when it has none."""
    name = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {}>{}</svg>', css, name, join(parts))


def rect(css: str, x: float, y: float, width: float, height: float) -> SafeString:
    """A bar from x percent, width percent wide; y and height in pixels."""
    shape = '<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>'
    return format_html(shape, css, x, round(y, 2), round(max(width, 0), 2), round(height, 2))


def upright_line(css: str, x: float, top: float, bottom: float) -> SafeString:
    return format_html('<line class="{0}" x1="{1}%" x2="{1}%" y1="{2}" y2="{3}"/>', css, x, top, bottom)


def flat_line(css: str, left: float, right: float, y: float) -> SafeString:
    return format_html('<line class="{0}" x1="{1}%" x2="{2}%" y1="{3}" y2="{3}"/>', css, left, right, y)


def text(css: str, x: float, y: float, words: object, anchor: str = "start", shift: int = 0) -> SafeString:
    shape = '<text class="{}" x="{}%" y="{}" dx="{}" text-anchor="{}">{}</text>'
    return format_html(shape, css, x, y, shift, anchor, words)


def say_steps(steps: Sequence[Step]) -> str:
    """The steps as a sentence: from 1 Jan 2023 covered (0.88), …"""
    said = []
    for step in steps:
        start = f"from {day(step['from_day'])} " if step["from_day"] else ""
        said.append(f"{start}{BAND_WORDS[step['band']].lower()} ({points(step['point'])})")
    return "; ".join(said)


@register.simple_tag
def year_axis(first: int, last: int, today: date | None = None, every: int = 1, width: int = 450) -> SafeString:
    """Year numbers for the head of a column of drawings `width` pixels wide; those near today give way to the word."""
    window = Window(first, last)
    now = window.at(today) if today and window.shows(today) else None
    parts = [
        text("", window.at(date(year, 1, 1)), 13, year)
        for year in range(first, last + 1, every)
        if now is None or not -48 < (window.at(date(year, 1, 1)) - now) * width / 100 < 22
    ]
    if now is not None:
        parts.append(text("today", now, 13, "today", "middle"))
    return svg("axis", f"{first} to {last}", *parts)


@register.simple_tag
def step_bars(
    steps: Sequence[Step], first: int, last: int, today: date | None = None, gap: date | None = None
) -> SafeString:
    """Coverage through time as bars as high as the point, for one row of a table."""
    window, base, full = Window(first, last), 42, 38
    parts: list[str] = []
    for step in steps:
        left, right = window.stretch(step["from_day"], step["to_day"])
        if right <= left:
            continue
        width, band = right - left, step["band"]
        height = max(full * float(step["point"]), 7)
        if band in ("partly", "marginal"):
            parts.append(rect("rest" if band == "partly" else "marginal-rest", left, base - 24, width, 24))
            height = 12.0 if band == "partly" else 6.0
        if band != "none" or step["from_day"]:
            parts.append(rect(band, left, base - height, width, height))
        if band == "covered" and width > 7:
            parts.append(text("on-bar", left, base - 6, points(step["point"]), shift=6))
    parts += _draw_days(window, today, gap, base + 4)
    return svg("steps", say_steps(steps), *parts)


def _draw_days(window: Window, today: date | None, gap: date | None, bottom: float) -> list[str]:
    """What lies ahead is lighter; today is a line in ink, the day on which a gap opens a dashed one."""
    parts: list[str] = []
    if today and window.shows(today):
        now = window.at(today)
        parts.append(rect("ahead", now, 0, 100 - now, bottom))
        parts.append(upright_line("today-line", now, 0, bottom))
    if gap and window.shows(gap):
        parts.append(upright_line("gap-line", window.at(gap), 0, bottom))
    return parts


@register.simple_tag
def step_chart(
    steps: Sequence[Step], first: int, last: int, on: date | None = None, gap: date | None = None, word: str = "today"
) -> SafeString:
    """Coverage through time as a line over its limits, for an opened cell. The right fifth is for the limits' names.

    `word` stands at the day `on`, which need not be today.
    """
    window, base, full, room = Window(first, last), 88, 72, 0.82
    parts: list[str] = []
    for name, point in (("covered", 0.75), ("partly", 0.5)):
        y = base - full * point
        parts.append(flat_line("limit", 0, 100 * room, y))
        parts.append(text("", 100 * room + 2, y + 4, name))
    before: float | None = None
    for step in steps:
        left, right = (round(x * room, 2) for x in window.stretch(step["from_day"], step["to_day"]))
        if right <= left:
            continue
        y = round(base - full * float(step["point"]), 1)
        parts.append(rect(f"under {step['band']}", left, y, right - left, base - y))
        parts.append(flat_line("edge", left, right, y))
        if before is not None and before != y:
            parts.append(upright_line("edge", left, before, y))
        before = y
    for year in range(first, last + 1):
        parts.append(text("", round(window.at(date(year, 1, 1)) * room, 2), base + 18, year))
    if on and window.shows(on):
        parts.append(upright_line("today-line", round(window.at(on) * room, 2), 8, base + 2))
        parts.append(text("today", round(window.at(on) * room, 2), 8, word, "end", -4))
    if gap and window.shows(gap):
        parts.append(upright_line("gap-line", round(window.at(gap) * room, 2), 0, base + 2))
    return svg("chart", say_steps(steps), *parts)


@register.simple_tag
def range_mark(low: float, point: float, high: float) -> SafeString:
    """From the lowest to the highest reading on a scale from 0 to 1, a tick at the point; figures stand beside it."""
    left, middle, right = (round(100 * float(value), 2) for value in (low, point, high))
    parts = [
        flat_line("scale", 0, 100, 5),
        *(upright_line("limit", limit, 2, 8) for limit in (50, 75)),
        rect("between", left, 3, right - left, 4),
        upright_line("point", middle, 0, 10),
    ]
    return svg("range", "", *parts)


@register.simple_tag
def span_bar(
    start: date | None, end: date | None, first: int, last: int, today: date | None = None, css: str = ""
) -> SafeString:
    """When a response runs. A side that is not known is dashed. Its dates stand beside it, so it has no words."""
    window = Window(first, last)
    left, right = window.stretch(start, end)
    if not (start and end):
        left = left if start else max(right - 18, 0)
        right = right if end else min(left + 18, 100)
    parts = []
    if start or end:
        parts.append(rect("past" if start and end else "unknown", left, 5, max(right - left, 0.8), 8))
    if today and window.shows(today):
        parts.append(upright_line("today-line", window.at(today), 0, 20))
    return svg(f"span {css.lower()}", "", *parts)


@register.simple_tag
def span_chart(start: date | None, end: date | None, today: date, css: str = "") -> SafeString:
    """One response's period with its dates, past filled and future outlined, over the years around it."""
    years = [when.year for when in (start, end, today) if when]
    window = Window(max(min(years) - 1, FIRST_DAY.year), min(max(years) + 1, LAST_DAY.year))
    parts: list[str] = []
    every = max(1, (window.last - window.first) // 8)
    for year in range(window.first, window.last + 1, every):
        x = window.at(date(year, 1, 1))
        parts += [upright_line("grid-line", x, 0, 40), text("", x, 54, year, shift=4)]
    left, right = window.stretch(start, end)
    now = window.at(today)
    if start and end:
        parts.append(rect("past", left, 14, min(right, now) - left, 16))
        parts.append(rect("future", max(left, now), 14, right - max(left, now), 16))
    elif start or end:
        parts.append(rect("unknown", left, 14, right - left, 16))
    if start:
        parts.append(text("date", left, 26, day(start), "end", -6))
    if end:
        parts.append(text("date", right, 26, day(end), shift=6))
    parts += [upright_line("today-line", now, 0, 40), text("today", now, 8, "today", shift=4)]
    return svg(f"span large {css.lower()}", f"From {day(start)} to {day(end)}", *parts)


@register.simple_tag
def share_bar(covered: int, partly: int, marginal: int, none: int) -> SafeString:
    """How many cells are in which band, as one bar; lower where less is covered, so that it reads in grey."""
    total = covered + partly + marginal + none
    if not total:
        return mark_safe("")
    heights = {"covered": (0.5, 7), "partly": (4, 3.5), "marginal": (0.5, 7), "none": (0.5, 7)}
    parts, x = [], 0.0
    for name, count in zip(heights, (covered, partly, marginal, none), strict=True):
        width = round(100 * count / total, 2)
        if count:
            parts.append(rect(name, round(x, 2), heights[name][0], max(width - 1, 1), heights[name][1]))
        x += width
    said = f"{covered} covered, {partly} partly, {marginal} marginal, {none} open"
    return svg("share", said, *parts)


@register.simple_tag
def square_rows(counts: Mapping[str, int], css: str = "") -> SafeString:
    """A row of squares per partner, one for each thing counted, and the number."""
    pitch = 11
    rows = []
    for code, name in PARTNERS.items():
        n = counts.get(code, 0)
        squares = format_html_join("", '<rect x="{}" width="9" height="9" y="1"/>', ((pitch * i,) for i in range(n)))
        row = '<dt><abbr title="{}">{}</abbr></dt><dd>{}<b>{}</b></dd>'
        width = max(pitch * n, 1)
        drawing = format_html('<svg viewBox="0 0 {0} 11" width="{0}" aria-hidden="true">{1}</svg>', width, squares)
        rows.append(format_html(row, name, partner_code(code), drawing if n else "", n))
    return format_html('<dl class="squares {}">{}</dl>', css.lower(), join(rows))


@register.simple_tag
def done_bar(done: int, total: int) -> SafeString:
    """How many of a handful are done: one box each."""
    width = 100 / max(total, 1)
    parts = [rect("done" if i < done else "open", round(i * width, 2), 0.5, width - 1, 9) for i in range(total)]
    return svg("done-bar", f"{done} of {total}", *parts)


@register.inclusion_tag("components/map.html")
def partner_map(counts: Mapping[str, int], title: str, as_of: str, note: str = "", address: str = "") -> dict[str, Any]:
    """The six partners in dots, with a count each; `address` + code makes each count a link."""
    return {
        "map": read_map(),
        "places": draw_places(counts),
        "title": title,
        "as_of": as_of,
        "note": note,
        "address": address,
    }


@register.inclusion_tag("components/map_places.svg")
def partner_map_picture(counts: Mapping[str, int]) -> dict[str, Any]:
    """The same for a picture that stands alone, in the map's own units."""
    return {"map": read_map(), "places": draw_places(counts)}
