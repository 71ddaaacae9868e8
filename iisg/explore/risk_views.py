"""Risk: what falls if one organisation or one response stops. For members."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iisg.access.levels import Level, highest
from iisg.analysis.words import count_words
from iisg.explore import filters, risk_list, risk_picture
from iisg.explore.download import name_file
from iisg.explore.filters import Filters, read_filters
from iisg.explore.findings_files import write_file
from iisg.explore.narrowed import narrow
from iisg.explore.picture import hand_out
from iisg.explore.risk_list import BY, COLUMNS, ORGANISATION, RESPONSE, Rests
from iisg.explore.visible import Visible, visible_in
from iisg.members.models import Organisation, Person
from iisg.members.signed_in import members_only

CHOICES = (filters.PARTNER, filters.PILLAR, BY)
PAGE = 50


@require_safe
@members_only
def show_risk(request: HttpRequest, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, CHOICES)
    visible, listed = _rests(asked)
    noun = asked["by"] or ORGANISATION
    shown = listed[noun]
    falling, left = risk_list.count_cells(shown)
    context = {
        "asked": asked,
        "tabs": [
            (words, len(listed[word]), request.path + asked.changed(by=value), word == noun)
            for words, word, value in (("Organisations", ORGANISATION, None), ("Responses", RESPONSE, RESPONSE))
        ],
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "codes": dict(Organisation.objects.values_list("short_name", "code")) if noun == ORGANISATION else {},
        "first": shown[0] if shown else None,
        "most": risk_list.most_cells(shown),
        "falling": falling,
        "left": left,
        "noun": noun,
        "found_words": count_words(len(shown), noun),
        "chips": asked.chips(request.path),
        "level": _level_of(visible, shown),
    }
    return render(request, "explore/risk.html", context)


@require_safe
@members_only
def download_risk(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    """The findings of the page: of organisations, or with `by` of responses; or the first of them drawn."""
    asked = read_filters(request.GET, CHOICES)
    visible, listed = _rests(asked)
    noun = asked["by"] or ORGANISATION
    shown, level = listed[noun], _level_of(visible, listed[noun])
    name = name_file("risk", asked.on, level)
    if ending == "svg":
        return hand_out(request, "risk", name, *risk_picture.lay_out(shown, noun, asked, level))
    return write_file(ending, name, COLUMNS, (cell for rests in shown for cell in rests.cells))


def _rests(asked: Filters) -> tuple[Visible | None, dict[str, list[Rests]]]:
    if asked.cycle is None:
        return None, {ORGANISATION: [], RESPONSE: []}
    visible = visible_in(asked.cycle.code)
    portfolio = narrow(visible.real, asked)
    return visible, {
        by: list(risk_list.keep(risk_list.list_rests(portfolio, asked.on, by), asked))
        for by in (ORGANISATION, RESPONSE)
    }


def _level_of(visible: Visible | None, shown: list[Rests]) -> str:
    """That of the needs named, of what serves them, and of the responses named."""
    if visible is None:
        return Level.MEMBERS
    named = [visible.levels[rests.who] for rests in shown if rests.who in visible.levels]
    return highest([*named, visible.level_of(need.code for rests in shown for need in rests.needs)])
