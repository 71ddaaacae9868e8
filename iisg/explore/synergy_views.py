"""Synergies, and records that look alike: the lists and their files. For members."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from iisg.access.levels import Level
from iisg.analysis.words import SYNERGY_WORDS, count_words
from iisg.explore import filters, record_list, synergy_list
from iisg.explore.download import name_file
from iisg.explore.filters import Filters, read_filters
from iisg.explore.findings_files import write_file
from iisg.explore.record_list import Records
from iisg.explore.synergy_list import FIRST_GROUPS, KIND, Pair
from iisg.explore.visible import Visible, visible_in
from iisg.framework.names import SETTLED
from iisg.members.models import Person
from iisg.members.signed_in import members_only

CHOICES = (filters.PARTNER, filters.PILLAR, synergy_list.DECISION, KIND)
COLUMNS = (
    "kind", "a", "b", "needs", "partners", "approaches", "from", "to", "reasons", "eur_disclosed", "undisclosed",
    "cells", "decision", "decision_reason", "demonstration",
)  # fmt: skip
GROUP_COLUMNS = (
    "responses", "needs", "partners", "kinds", "pairs", "cells", "eur_disclosed", "undisclosed", "rank_words",
)  # fmt: skip
RECORD_CHOICES = (filters.PARTNER, filters.PILLAR, record_list.DECISION)
RECORD_COLUMNS = ("a", "b", "alike", "reasons", "decision", "decision_reason")
PAGE, GROUPS_PAGE = 50, 20


@require_safe
@members_only
def show_synergies(request: HttpRequest, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, CHOICES)
    visible, everything = read_pairs(asked)
    found = list(synergy_list.keep(everything, asked))
    shown = [pair for pair in found if asked["kind"] in ("", pair.kind)]
    page = Paginator(shown, PAGE).get_page(request.GET.get("page"))
    real = [pair for pair in everything if not pair.is_demo]
    groups = synergy_list.gather(shown, visible.real) if visible and page.number == 1 else []
    context = {
        "asked": asked,
        "total": len(real),
        "settled": sum(pair.decision in SETTLED for pair in real),
        "demonstrations": len(everything) - len(real),
        "tabs": _tabs(asked, synergy_list.count_kinds(found)),
        "groups": groups[:FIRST_GROUPS],
        "grouped": len(groups),
        "places": synergy_list.count_places(found) if page.number == 1 else [],
        "page": page,
        "chips": asked.chips(request.path),
        "found_words": count_words(sum(not pair.is_demo for pair in shown), "pair"),
        "level": synergy_list.level_of(shown, visible) if visible else Level.MEMBERS,
    }
    return render(request, "explore/synergies.html", context)


@require_safe
@members_only
def download_synergies(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, CHOICES)
    visible, shown = _shown(asked)
    level = synergy_list.level_of(shown, visible) if visible else Level.MEMBERS
    return write_file(ending, name_file("synergies", asked.on, level), COLUMNS, _rows(shown))


@require_safe
@members_only
def show_groups(request: HttpRequest, by: Person) -> HttpResponse:
    """Every group, each opened to its pairs."""
    asked = read_filters(request.GET, CHOICES)
    visible, shown = _shown(asked)
    groups = synergy_list.gather(shown, visible.real) if visible else []
    context = {
        "asked": asked,
        "tabs": [
            ("Pairs", len(shown), reverse("explore:synergies") + asked.query, False),
            _groups_tab(asked, len(groups)),
            _records_tab(asked),
        ],
        "page": Paginator(groups, GROUPS_PAGE).get_page(request.GET.get("page")),
        "grouped": len({code for group in groups for code, _ in group["responses"]}),
        "chips": asked.chips(request.path),
        "found_words": count_words(len(groups), "group"),
        "level": synergy_list.level_of(shown, visible) if visible else Level.MEMBERS,
    }
    return render(request, "explore/groups.html", context)


@require_safe
@members_only
def download_groups(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, CHOICES)
    visible, shown = _shown(asked)
    groups = synergy_list.gather(shown, visible.real) if visible else []
    level = synergy_list.level_of(shown, visible) if visible else Level.MEMBERS
    rows = (group | {name: [code for code, _ in group[name]] for name in ("responses", "needs")} for group in groups)
    return write_file(ending, name_file("synergy-groups", asked.on, level), GROUP_COLUMNS, rows)


def _rows(found: list[Pair]) -> Iterator[dict[str, Any]]:
    return ({**pair.finding, **_decision(pair), "demonstration": pair.is_demo} for pair in found)


def _decision(pair: Pair | Records) -> dict[str, str | None]:
    """What was decided, while it holds."""
    reason = pair.decided.stored.reason if pair.decided and pair.decided.holds else None
    return {"decision": pair.decision or None, "decision_reason": reason}


def read_pairs(asked: Filters) -> tuple[Visible | None, list[Pair]]:
    if asked.cycle is None:
        return None, []
    visible = visible_in(asked.cycle.code)
    return visible, synergy_list.list_pairs(visible, asked.on)


def _shown(asked: Filters) -> tuple[Visible | None, list[Pair]]:
    visible, everything = read_pairs(asked)
    return visible, [pair for pair in synergy_list.keep(everything, asked) if asked["kind"] in ("", pair.kind)]


def _tabs(asked: Filters, counts: dict[str, int]) -> list[tuple[str, int | None, str, bool]]:
    path, chosen = reverse("explore:synergies"), asked["kind"]
    kinds = [
        (SYNERGY_WORDS[kind], count, path + asked.changed(kind=kind), kind == chosen) for kind, count in counts.items()
    ]
    everything = ("All", sum(counts.values()), path + asked.changed(kind=None), not chosen)
    return [everything, *kinds, _groups_tab(asked), _records_tab(asked)]


def _groups_tab(asked: Filters, count: int | None = None) -> tuple[str, int | None, str, bool]:
    return "Groups", count, reverse("explore:groups") + asked.query, count is not None


def _records_tab(asked: Filters, count: int | None = None) -> tuple[str, int | None, str, bool]:
    return "Records alike", count, reverse("explore:records") + asked.changed(kind=None), count is not None


@require_safe
@members_only
def show_records(request: HttpRequest, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, RECORD_CHOICES)
    visible, everything = read_records(asked)
    shown = list(record_list.keep(everything, asked))
    context = {
        "asked": asked,
        "total": len(everything),
        "tabs": [
            ("Pairs", None, reverse("explore:synergies") + asked.query, False),
            _groups_tab(asked),
            _records_tab(asked, len(shown)),
        ],
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "chips": asked.chips(request.path),
        "found_words": count_words(len(shown), "pair"),
        "level": record_list.level_of(shown, visible) if visible else Level.MEMBERS,
    }
    return render(request, "explore/records.html", context)


@require_safe
@members_only
def download_records(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, RECORD_CHOICES)
    visible, everything = read_records(asked)
    shown = list(record_list.keep(everything, asked))
    level = record_list.level_of(shown, visible) if visible else Level.MEMBERS
    rows = ({**records.finding, **_decision(records)} for records in shown)
    return write_file(ending, name_file("records-alike", asked.on, level), RECORD_COLUMNS, rows)


def read_records(asked: Filters) -> tuple[Visible | None, list[Records]]:
    if asked.cycle is None:
        return None, []
    return visible_in(asked.cycle.code), record_list.list_records()
