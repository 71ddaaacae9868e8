"""Network: which organisations work together, on what; which help the same need and partner. For members."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iisg.access.levels import Level, highest
from iisg.analysis.words import count_words
from iisg.explore import filters, network_list
from iisg.explore.download import name_file
from iisg.explore.filters import Choice, Filters, read_filters
from iisg.explore.findings_files import write_file
from iisg.explore.network_list import CELLS, ROLE, TIED, WHICH, Tie, Web
from iisg.explore.visible import Visible, visible_in
from iisg.members.models import Organisation, Person
from iisg.members.signed_in import members_only

COLUMNS = ("a", "b", "responses", "cells", "needs", "partners")
PAGE = 50


@require_safe
@members_only
def show_network(request: HttpRequest, by: Person) -> HttpResponse:
    asked = _read(request)
    context: dict[str, Any] = {"asked": asked, "chips": asked.chips(request.path), "level": Level.MEMBERS}
    if asked.cycle is not None:
        visible = visible_in(asked.cycle.code)
        context |= _draw(visible, network_list.weave(visible.real, asked), asked, request)
    return render(request, "explore/network.html", context)


def _draw(visible: Visible, web: Web, asked: Filters, request: HttpRequest) -> dict[str, Any]:
    focus = _name_focus(asked)
    drawn, listed = web.draw(focus), web.of(focus) if focus else list(web.ties)
    names = [member.name for member in drawn]
    inside = [tie for tie in web.ties if tie.a in names and tie.b in names]
    codes = dict(Organisation.objects.values_list("short_name", "code"))
    own = network_list.list_own(visible.real, next((m for m in drawn if m.name == focus), None))
    return {
        "web": web,
        "focus": focus,
        "unit": "cell" if asked["tied"] == CELLS else "response",
        "rows": [
            (m, request.path + asked.changed(organisation=codes[m.name]), web.say_most(m.name, focus)) for m in drawn
        ],
        "names": names,
        "arcs": [(tie.a, tie.b, tie.strength) for tie in inside],
        "largest": drawn[0] if drawn else None,
        "most": max((member.size for member in drawn), default=1),
        "inside": len(inside),
        "strangers": sum(not tie.responses for tie in listed),
        "own": own,
        "page": Paginator(listed, PAGE).get_page(request.GET.get("page")),
        "found_words": count_words(len(listed), "pair"),
        "level": highest([_level_of(visible, listed), *(visible.levels[row["code"]] for row in own)]),
    }


@require_safe
@members_only
def download_network(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    """The pairs of the page, in its order."""
    asked = _read(request)
    if asked.cycle is None:
        return write_file(ending, name_file("network", asked.on, str(Level.MEMBERS)), COLUMNS, ())
    visible = visible_in(asked.cycle.code)
    web, focus = network_list.weave(visible.real, asked), _name_focus(asked)
    listed = web.of(focus) if focus else list(web.ties)
    name = name_file("network", asked.on, _level_of(visible, listed))
    return write_file(ending, name, COLUMNS, (tie.finding for tie in listed))


def _read(request: HttpRequest) -> Filters:
    names = dict(Organisation.objects.order_by("short_name").values_list("code", "short_name"))
    organisation = Choice("organisation", "Organisation", names, everything="All")
    return read_filters(request.GET, (organisation, filters.PARTNER, filters.PILLAR, ROLE, TIED, WHICH))


def _name_focus(asked: Filters) -> str:
    chosen = next(choice for choice in asked.choices if choice.name == "organisation")
    return chosen.words.get(asked["organisation"], "")


def _level_of(visible: Visible, listed: list[Tie]) -> str:
    """That of the responses and needs that tie them, and of what serves these needs."""
    responses = {code for tie in listed for code, _ in tie.responses}
    needs = {code for tie in listed for code, _ in tie.needs}
    return highest([Level.MEMBERS, *(visible.levels[code] for code in responses), visible.level_of(needs)])
