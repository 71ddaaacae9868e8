"""Network: which organisations work together, on what; which help the same need and partner. For members."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iisg.access.levels import Level, highest
from iisg.analysis.words import count_words
from iisg.explore import filters, network_list, network_picture
from iisg.explore.download import name_file
from iisg.explore.filters import Choice, Filters, read_filters
from iisg.explore.findings_files import write_file
from iisg.explore.network_list import ROLE, TIED, WHICH, Tie, Web
from iisg.explore.network_picture import Picture
from iisg.explore.picture import hand_out
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
    picture = network_picture.draw(web, _name_focus(asked), asked)
    focus, members = picture.focus, picture.members
    listed = web.of(focus) if focus else list(web.ties)
    codes = dict(Organisation.objects.values_list("short_name", "code"))
    return {
        "web": web,
        "picture": picture,
        "rows": [
            (m, request.path + asked.changed(organisation=codes[m.name]), web.say_most(m.name, focus)) for m in members
        ],
        "largest": members[0] if members else None,
        "strangers": sum(not tie.responses for tie in listed),
        "own": network_list.list_own(visible.real, next((m for m in members if m.name == focus), None)),
        "page": Paginator(listed, PAGE).get_page(request.GET.get("page")),
        "found_words": count_words(len(listed), "pair"),
        "level": highest([_level_of(visible, listed), _level_of_picture(visible, picture)]),
    }


@require_safe
@members_only
def download_network(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    """The pairs of the page, in its order; or its picture."""
    asked = _read(request)
    visible = visible_in(asked.cycle.code) if asked.cycle else None
    web, focus = network_list.weave(visible.real, asked) if visible else Web((), ()), _name_focus(asked)
    if ending == "svg":
        picture = network_picture.draw(web, focus, asked)
        level = _level_of_picture(visible, picture)
        frame, drawing = network_picture.lay_out(picture, asked, level)
        return hand_out(request, "network", name_file("network", asked.on, level), frame, drawing)
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


def _level_of(visible: Visible | None, listed: Iterable[Tie]) -> str:
    """That of the responses and needs that tie them, and of what serves these needs."""
    ties = list(listed)
    responses = {code for tie in ties for code, _ in tie.responses}
    return _level(visible, responses, {code for tie in ties for code, _ in tie.needs})


def _level_of_picture(visible: Visible | None, picture: Picture) -> str:
    """A disc counts what an organisation does alone, too."""
    responses = {code for member in picture.members for code in member.responses}
    own = _level(visible, responses, {code for member in picture.members for code in member.needs})
    return highest([own, _level_of(visible, picture.ties)])


def _level(visible: Visible | None, responses: Iterable[str], needs: Iterable[str]) -> str:
    if visible is None:
        return Level.MEMBERS
    return highest([Level.MEMBERS, *(visible.levels[code] for code in responses), visible.level_of(needs)])
