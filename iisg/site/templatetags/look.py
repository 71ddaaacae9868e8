"""How words, figures and signs look, each decided once. Examples: templates/components/README.md."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from iisg.access.limits import FIRST_DAY, LAST_DAY
from iisg.analysis.words import BAND_LABELS
from iisg.framework.names import LEVELS, NEED_TYPES, PARTNERS, PILLARS

register = template.Library()

SIGNS = {
    "covered": mark_safe('<circle class="full" cx="8" cy="8" r="7"/>'),
    "partly": mark_safe('<circle cx="8" cy="8" r="6.1"/><path class="full" d="M8 1.9a6.1 6.1 0 0 0 0 12.2z"/>'),
    "marginal": mark_safe('<circle cx="8" cy="8" r="6.1"/><circle class="full" cx="8" cy="8" r="2.4"/>'),
    "none": mark_safe('<circle cx="8" cy="8" r="6.1"/>'),
}
BAND_WORDS = {band: words.capitalize() for band, words in BAND_LABELS.items()}
CODE = re.compile(r"\b([A-Z]-[A-Z]{2}-[A-Z0-9]+)\b")
NOT_STATED = mark_safe('<span class="quiet">not stated</span>')


def join(parts: Iterable[str]) -> SafeString:
    """One piece of markup from several; a part that is not markup is escaped."""
    return format_html_join("", "{}", ((part,) for part in parts))


# Words


@register.filter
def day(value: date | None) -> str:
    """30 Jun 2026"""
    return f"{value.day} {value:%b %Y}" if value else "not stated"


@register.filter
def month(value: date | None) -> str:
    """Jan ’27"""
    return f"{value:%b} ’{value:%y}" if value else "not stated"


@register.filter
def period(start: date | None, end: date | None) -> str:
    """Dec 2023 – Jun 2026; a side that is not known is said in words."""
    if start and end:
        return f"{start:%b %Y} – {end:%b %Y}"
    if start:
        return f"{start:%b %Y} – no end stated"
    return f"until {end:%b %Y}" if end else "dates not stated"


@register.filter
def money(value: Decimal | int | None, currency: str = "EUR") -> str:
    """EUR 33,303,022"""
    return "not disclosed" if value is None else f"{currency}\u00a0{value:,.0f}"


@register.filter
def points(value: float | Decimal | None) -> str:
    """0.88"""
    return "–" if value is None else f"{value:.2f}"


@register.filter
def factor(value: float | Decimal) -> str:
    """3 for a whole weight, 0.87 for a share."""
    return f"{value:.0f}" if value == int(value) and value > 1 else f"{value:.2f}"


@register.simple_tag
def day_bounds() -> SafeString:
    """Of a box for a day: the first and the last that may be given."""
    return format_html('min="{}" max="{}"', FIRST_DAY.isoformat(), LAST_DAY.isoformat())


@register.simple_tag
def percent(part: float | Decimal, whole: float | Decimal) -> str:
    """The length of a bar, never beyond its rail."""
    return f"{min(float(part) / float(whole), 1) * 100:.1f}" if whole else "0"


@register.filter
def partner_name(code: str) -> str:
    """Kosovo*"""
    return PARTNERS[code]


@register.filter
def partner_code(code: str) -> str:
    """XK*: the asterisk goes wherever the name goes."""
    return "XK*" if code == "XK" else code


@register.filter
def partner_names(codes: Collection[str]) -> str:
    """Albania, Kosovo*"""
    return ", ".join(name for code, name in PARTNERS.items() if code in codes)


@register.filter
def band_word(band: str) -> str:
    """Open, for the band that the data calls none."""
    return BAND_WORDS[band]


@register.filter
def words(values: Iterable[object]) -> str:
    """legislative, institutional"""
    return ", ".join(str(value) for value in values)


@register.filter
def need_letters(types: Collection[str]) -> SafeString:
    """LI, with the words for those who ask."""
    full = [name for name in NEED_TYPES if name in types]
    letters = "".join(name[0].upper() for name in full)
    return format_html('<abbr title="{}">{}</abbr>', ", ".join(full), letters)


@register.filter
def whole_codes(sentence: str) -> SafeString:
    """A sentence in which no code of a need or response breaks at its hyphens at the end of a line."""
    parts = enumerate(CODE.split(sentence))
    return join(format_html('<span class="unbroken">{}</span>', part) if at % 2 else part for at, part in parts)


@register.filter
def or_not_stated(value: object) -> object:
    """Never an empty cell: what is not known is said."""
    return value if value not in (None, "", [], ()) else NOT_STATED


@register.filter
def of(values: Mapping[str, object], key: str) -> object:
    """The value under a key that the template holds in a variable; None where there is none."""
    return values.get(key)


@register.filter
def split_words(text: str) -> list[str]:
    return text.split()


# Signs and tags


@register.simple_tag
def sign(band: str, label: str | None = None, size: str = "") -> SafeString:
    """The band's sign. `label` replaces its name for who does not see it; an empty one hides the sign from them."""
    label = BAND_WORDS[band] if label is None else label
    name = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="sign {} {}" viewBox="0 0 16 16" {}>{}</svg>', band, size, name, SIGNS[band])


@register.simple_tag
def band(name: str, value: float | Decimal | None = None) -> SafeString:
    """Sign and word, with the point value when there is one."""
    figure = format_html('<span class="points figures">{}</span>', points(value)) if value is not None else ""
    return format_html('<span class="band">{}{} {}</span>', sign(name, ""), BAND_WORDS[name], figure)


@register.simple_tag
def falls(on: date) -> SafeString:
    """The day on which the band falls; a phone shows the arrow alone."""
    return format_html(
        '<span class="mark falls"><span aria-hidden="true">↘</span><small aria-hidden="true">{}</small>'
        '<span class="visually-hidden">falls on {}</span></span>',
        month(on),
        day(on),
    )


@register.simple_tag
def planned(to_band: str) -> SafeString:
    """To which band planned responses lift a cell."""
    text = f"planned responses lift it to {BAND_WORDS[to_band].lower()}"
    return format_html('<span class="mark"><span aria-hidden="true">›</span> {}</span>', sign(to_band, text, "small"))


@register.simple_tag
def disputed() -> SafeString:
    return mark_safe(
        '<span class="mark disputed"><span aria-hidden="true">≠</span>'
        '<span class="visually-hidden">a claim is disputed</span></span>'
    )


@register.simple_tag
def not_named() -> SafeString:
    return mark_safe(
        '<span class="mark absent"><span aria-hidden="true">–</span>'
        '<span class="visually-hidden">not named</span></span>'
    )


@register.simple_tag
def level(code: str) -> SafeString:
    """Who may see it, as bars and in words, and the TLP label as advice on handling."""
    height = list(LEVELS).index(code) + 1
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="0.5" width="3" height="10"/>',
        (("" if i < height else "off", 0.5 + 5 * i) for i in range(4)),
    )
    tlp = LEVELS[code].tlp
    colour = tlp.removeprefix("TLP:").split("+")[0].lower()
    return format_html(
        '<span class="level"><svg viewBox="0 0 19 11" aria-hidden="true">{}</svg>{} '
        '<span class="tlp {}">{}</span></span>',
        bars,
        LEVELS[code].words,
        colour,
        tlp,
    )


@register.simple_tag
def pillar_tag(code: str, css: str = "") -> SafeString:
    """The pillar's code beside a bar in its hue; its full name as a title."""
    return format_html('<span class="pillar {} {}" title="{}">{}</span>', code.lower(), css, PILLARS[code], code)


@register.simple_tag
def priority(code: str, short: str = "") -> SafeString:
    """High, Medium, Low; "short" makes Medium Med, for narrow columns."""
    words = "Med" if short and code == "medium" else code.capitalize()
    return format_html('<span class="priority {}">{}</span>', code, words)


@register.simple_tag
def partner_codes(codes: Collection[str]) -> SafeString:
    """All six codes in a row, those served in ink and bold; a reader by ear hears only these."""
    spans = format_html_join(
        "", '<span class="{}">{}</span>', (("on" if code in codes else "", partner_code(code)) for code in PARTNERS)
    )
    return format_html(
        '<span class="codes"><span class="visually-hidden">{}</span>{}</span>',
        partner_names(codes) or "no partner",
        format_html('<span aria-hidden="true">{}</span>', spans),
    )


@register.simple_tag
def partner_boxes(codes: Collection[str], among: Collection[str] = ()) -> SafeString:
    """The codes in a frame; those of `among` that are not in `codes` follow without one."""
    shown = [code for code in PARTNERS if code in codes or code in among]
    spans = format_html_join(
        "",
        '<span class="{}" title="{}">{}</span>',
        (("on" if code in codes else "", PARTNERS[code], partner_code(code)) for code in shown),
    )
    return format_html('<span class="boxes">{}</span>', spans)


# On which views an entry that stands in several navigations is current.
CURRENT_ON = {
    "explore:matrix": "explore:matrix explore:cell",
    "explore:gaps": "explore:gaps explore:weights",
    "explore:synergies": "explore:synergies explore:groups explore:synergy explore:records explore:record",
}


@register.simple_tag(takes_context=True)
def nav_link(context: template.Context, label: str, view: str, current: str = "", fragment: str = "") -> SafeString:
    """A link of a navigation, marked as current on the views of `current` ("needs:" stands for the whole room).

    Without `current`: on those that CURRENT_ON says, or on none.

    A view that this installation does not have gets no link.
    """
    try:
        address = reverse(view)
    except NoReverseMatch:
        return mark_safe("")
    match = getattr(context.get("request"), "resolver_match", None)
    here = match.view_name if match else ""
    names = (current or CURRENT_ON.get(view, "")).split()
    is_current = any(here == name or (name.endswith(":") and here.startswith(name)) for name in names)
    mark = mark_safe(' aria-current="page"') if is_current else ""
    return format_html('<a href="{}{}"{}>{}</a>', address, fragment, mark, label)
