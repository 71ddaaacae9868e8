"""Cells of the coverage matrix. A tag, not an included template: a matrix has 800 of them."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from iisg.framework.names import PARTNERS
from iisg.site.templatetags.look import BAND_WORDS, disputed, falls, join, not_named, partner_code, planned, sign

register = template.Library()

ABSENT = format_html('<td class="cell absent">{}</td>', not_named())


@register.simple_tag
def matrix_cell(partner: str, cell: Mapping[str, Any] | None) -> SafeString:
    """A partner's cell of one need, or a dash where the need does not name it.

    band, address: required. gap: the day on which the band falls, if that is within a year. planned_band: the planned
    reading's band, shown where it differs. disputed: whether a claim is. is_open: whether its row stands open below.
    """
    if cell is None:
        return ABSENT
    band, lifted = cell["band"], cell.get("planned_band")
    marks = [
        planned(lifted) if lifted and lifted != band else "",
        disputed() if cell.get("disputed") else "",
        falls(cell["gap"]) if cell.get("gap") else "",
    ]
    return format_html(
        '<td class="cell {}"><a href="{}" hx-get="{}" hx-target="closest tr" hx-swap="afterend" aria-expanded="{}">'
        '<span class="code-on-phone" aria-hidden="true">{}</span>{}{}</a></td>',
        band,
        cell["address"],
        cell["address"],
        "true" if cell.get("is_open") else "false",
        partner_code(partner),
        sign(band, f"{BAND_WORDS[band]} in {PARTNERS[partner]}"),
        join(marks),
    )
