"""Pictures of the analysis as SVG: partners along a scale, organisations and their ties.

As in drawings.py, lengths are percentages and text is never stretched; what a picture says stands in a table beside it.
"""

from collections.abc import Iterable, Sequence
from math import sqrt

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from iisg.framework.names import PARTNERS
from iisg.site.templatetags.drawings import rect, svg, text, upright_line
from iisg.site.templatetags.look import partner_code, points

register = template.Library()

Mark = tuple[str, float, str, str]  # partner, point from 0 to 1, judgement ("" for none), words
LEFT, ROOM = 13.0, 84.0  # percent: the codes stand left of the scale
LARGEST_DISC, SMALLEST_DISC = 15.0, 3.0
LINE = 15  # pixels from one partner to the next


def at(point: float) -> float:
    """Where a point from 0 to 1 lies, in percent of the width."""
    return round(LEFT + ROOM * point, 2)


@register.simple_tag
def partner_scale(marks: Sequence[Mark], median: float) -> SafeString:
    """A line per partner along a scale from 0 to 1: a dot at its point, a bar from there to the median, a line in ink.

    Left of that line a partner has less than the median, right of it more; what is not judged is an empty dot alone.
    """
    bottom = LINE * len(marks) + 4
    parts = [upright_line("limit", at(limit), 0, bottom) for limit in (0, 0.5, 0.75, 1)]
    for row, (code, point, judgement, _) in enumerate(marks):
        y, css = LINE * row + 10, judgement or "few"
        parts.append(text(css, 1, y + 4, partner_code(code)))
        if judgement:
            parts.append(rect(css, at(min(point, median)), y - 2, ROOM * abs(point - median), 4))
        parts.append(dot(css, at(point), y, 4.5))
    parts.append(upright_line("median", at(median), 0, bottom))
    said = "; ".join(f"{PARTNERS[code]} {points(point)}, {words}" for code, point, _, words in marks)
    return svg(f"scale rows-{len(marks)}", f"Median {points(median)}. {said}", *parts)


def dot(css: str, x: float, y: float, radius: float) -> SafeString:
    return format_html('<circle class="{}" cx="{}%" cy="{}" r="{}"/>', css, x, y, radius)


@register.simple_tag
def scale_axis(bare: str = "") -> SafeString:
    """The limits of the bands, for over a column of scales; bare ones without the bands' names, where it is narrow."""
    words = ((0, "", "0"), (0.5, "partly ", "0.5"), (0.75, "covered ", "0.75"), (1, "", "1"))
    limits = (text("", at(x), 13, limit if bare else band + limit, "middle") for x, band, limit in words)
    return svg("scale axis", "Scale from 0 to 1", *limits)


Tied = tuple[str, str, int]  # two organisations and how strongly


@register.simple_tag
def arcs(names: Sequence[str], ties: Iterable[Tied], own: str = "") -> SafeString:
    """Arcs left of a list of organisations in equal rows, from row to row, as wide as the tie is strong.

    With `own` only those of one organisation, to lie over the others. The list beside it says all that they say.
    """
    paths = _arcs(names, list(ties), own, 100, 10)
    frame = '<svg class="arcs{}" viewBox="0 0 100 {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>'
    return format_html(frame, " own" if own else "", 10 * len(names), paths)


@register.simple_tag
def arcs_picture(names: Sequence[str], ties: Iterable[Tied], width: int, row: int) -> SafeString:
    """The same in pixels, for a picture that stands alone: not every viewer keeps a stretched line its width."""
    return _arcs(names, list(ties), "", width, row)


def _arcs(names: Sequence[str], ties: Sequence[Tied], own: str, width: int, row: int) -> SafeString:
    rows = {name: at for at, name in enumerate(names)}
    strongest = max((strength for *_, strength in ties), default=1)
    drawn = [(rows[a], rows[b], strength) for a, b, strength in reversed(ties) if own in ("", a, b)]
    paths = (
        (_arc(a, b, len(names), width, row), round(1 + 7 * (strength - 1) / max(strongest - 1, 1), 1))
        for a, b, strength in drawn
    )
    return format_html_join("", '<path d="{}" stroke-width="{}"/>', paths)


def _arc(one: int, other: int, rows: int, width: int, row: int) -> str:
    """From the middle of one row to that of another; the further apart, the further out."""
    top, bottom = (row * at + row // 2 for at in sorted((one, other)))
    out = width * (1 - 1.28 * (abs(one - other) / max(rows - 1, 1)) ** 0.6)
    return f"M{width} {top}C{out:.1f} {top} {out:.1f} {bottom} {width} {bottom}"


@register.simple_tag
def fall_bar(lost: int, cells: int, most: int) -> SafeString:
    """Of the cells that fall, filled those left with nothing, then in outline those still helped; `most` fills it."""
    width, rest = 100 * lost / most, 100 * (cells - lost) / most
    parts = [rect("lost", 0, 0, width, 14)] if lost else []
    if cells > lost:
        parts.append(rect("less", width, 0.75, rest, 12.5))
    return svg("fall", f"{lost} left with nothing, {cells - lost} still helped", *parts)


@register.simple_tag
def radius(part: int, whole: int) -> str:
    """Of a disc whose area is as the number; a smallest that is still seen."""
    return f"{max(LARGEST_DISC * sqrt(part / whole), SMALLEST_DISC):.1f}"
