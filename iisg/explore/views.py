"""The coverage matrix, one opened cell of it, and the gap list. For members."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from iisg.access.levels import Level
from iisg.analysis.findings import FORMULA_VERSION
from iisg.analysis.gaps import KINDS
from iisg.analysis.words import KIND_WORDS, count_words
from iisg.explore import download, filters, gap_list, matrix
from iisg.explore.cell import open_cell
from iisg.explore.filters import Filters, read_filters
from iisg.explore.findings_files import write_file
from iisg.explore.gap_list import Gap
from iisg.explore.matrix import Group, Row
from iisg.explore.matrix_time import read_time
from iisg.explore.visible import Visible, level_of_need, visible_in
from iisg.framework.models import GapWeights
from iisg.framework.names import PARTNERS, PILLARS
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.needs.models import Need
from iisg.responses.weights import weights_of

MATRIX_CHOICES = (
    filters.PILLAR, filters.PARTNER, filters.NEED_TYPE, filters.PERSPECTIVE, filters.PRIORITY, filters.CELLS,
    filters.READING,
)  # fmt: skip
KIND = filters.Choice("kind", "Kind", KIND_WORDS, narrows=False)
GAP_CHOICES = (filters.PARTNER, filters.PILLAR, filters.PRIORITY, KIND)
PAGE = 50
YEARS_BACK, YEARS_AHEAD = 4, 1


@require_safe
@members_only
def show_matrix(request: HttpRequest, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, MATRIX_CHOICES)
    visible, rows, groups = _matrix(asked)
    shown = [row for group in groups for row in group.rows]
    counted, counted_here = matrix.count(rows), matrix.count(shown)
    context = {
        "asked": asked,
        "all": counted,
        "shown": counted_here,
        "demonstrations": sum(row.is_demo for row in rows),
        "groups": [_group(group, asked) for group in groups],
        "woven": [_woven(row, group) for group in groups for row in group.rows],
        "partners": list(PARTNERS),
        "shown_words": f"{counted_here.needs} of {count_words(counted.needs, 'need')}",
        "chips": asked.chips(request.path),
        "pillars": _switch(request.path, asked),
        "readings": _readings(request.path, asked),
        "only": {word: request.path + asked.changed(cells=word) for word in filters.CELLS.words},
        "heads": [(p, n, request.path + asked.changed(cells="open", partner=p)) for p, n in counted_here.heads],
        "time": read_time(visible, shown, asked) if visible else None,
        "level": visible.level_of(row.code for row in shown) if visible else Level.MEMBERS,
    }
    return render(request, "explore/matrix.html", context)


@require_safe
@members_only
def download_matrix(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    """The cells of the page on its day, as figures of every reading, or as the picture of the one shown."""
    asked = read_filters(request.GET, MATRIX_CHOICES)
    visible, _, groups = _matrix(asked)
    rows = [row for group in groups for row in group.rows]
    level = visible.level_of(row.code for row in rows) if visible else Level.MEMBERS
    name = download.name_file(f"coverage-{asked.reading}", asked.on, level)
    if ending != "svg":
        return write_file(ending, name, download.CELL_COLUMNS, download.list_cells(groups, visible, asked))
    woven = [_woven(row, group) for group in groups for row in group.rows]
    return download.draw_matrix(request, name, woven, matrix.count(rows), level, asked)


def _matrix(asked: Filters) -> tuple[Visible | None, list[Row], list[Group]]:
    """All needs of the cycle that the reader sees, and those asked for, in the groups of the template."""
    if asked.cycle is None:
        return None, [], []
    visible = visible_in(asked.cycle.code)
    rows = matrix.make_rows(visible, asked.on, asked.reading)
    return visible, rows, matrix.group(matrix.keep(rows, asked), matrix.measures_of(asked.cycle.code))


def _switch(path: str, asked: Filters) -> list[tuple[str, str, bool]]:
    """Pillar, address and whether it is the one shown, for the switch over the matrix; the first is all of them."""
    return [("", path + asked.changed(pillar=None), not asked["pillar"])] + [
        (pillar, path + asked.changed(pillar=pillar), asked["pillar"] == pillar) for pillar in PILLARS
    ]


def _readings(path: str, asked: Filters) -> list[tuple[str, str, bool]]:
    """Words, address, and whether it is the one shown, for each reading."""
    words = {"": filters.READING.everything, **filters.READING.words}
    return [(said, path + asked.changed(reading=name), asked["reading"] == name) for name, said in words.items()]


def _group(group: Group, asked: Filters) -> dict[str, Any]:
    return {
        "pillar": group.pillar,
        "strand": group.strand,
        "title": group.title,
        "tally": group.tally,
        "open": [group.tally.open_by_partner[partner] for partner in PARTNERS],
        "measures": [
            (code, title, [(row, _cells(row, asked)) for row in rows]) for code, title, rows in group.measures
        ],
    }


def _cells(row: Row, asked: Filters) -> list[tuple[str, dict[str, Any] | None]]:
    """What the template draws of each partner's cell; None where the need does not name the partner."""
    addresses = cell_addresses(row.code, asked)
    return [
        (
            partner,
            {
                "band": cell.band,
                "address": addresses[partner],
                "gap": cell.falls_on,
                "planned_band": cell.lifted_to,
                "disputed": cell.is_disputed,
            }
            if cell
            else None,
        )
        for partner in PARTNERS
        for cell in [row.cells.get(partner)]
    ]


def cell_addresses(need: str, asked: Filters) -> dict[str, str]:
    """By partner. One look into the URLs for all: a matrix has hundreds of cells."""
    first = next(iter(PARTNERS))
    path = reverse("explore:cell", args=[need, first]).removesuffix(f"{first}/")
    return {partner: f"{path}{partner}/{asked.query}" for partner in PARTNERS}


def _woven(row: Row, group: Group) -> dict[str, Any]:
    bands = {partner: cell.band for partner, cell in row.cells.items()}
    return {"code": row.code, "pillar": row.pillar, "objective": group.title, "bands": bands}


@require_safe
@members_only
@vary_on_headers("HX-Request")
def show_cell(request: HttpRequest, need: str, partner: str, by: Person) -> HttpResponse:
    """Under its row of the matrix for htmx, a page of its own for others."""
    asked = read_filters(request.GET, MATRIX_CHOICES)
    found = Need.objects.filter(code=need).first() if "\0" not in need and partner in PARTNERS else None
    if found is None:
        raise Http404
    opened = open_cell(found, partner, asked.on, asked.reading)
    if opened is None:
        raise Http404
    context = {
        "asked": asked,
        "opened": opened,
        "partner": partner,
        "is_demo": found.is_demo,
        "level": level_of_need(found),
        "first_year": asked.on.year - YEARS_BACK,
        "last_year": asked.on.year + YEARS_AHEAD,
        "matrix": f"{reverse('explore:matrix')}{asked.query}#{found.code}",
    }
    name = "_opened_row" if request.headers.get("HX-Request") else "cell"
    return render(request, f"explore/{name}.html", context)


@require_safe
@members_only
def show_gaps(request: HttpRequest, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, GAP_CHOICES)
    visible, everything = _gaps(asked)
    found = list(gap_list.keep(everything, asked))
    counts = gap_list.count_kinds(found)
    shown = [gap for gap in found if asked["kind"] in ("", gap.kind)]
    rows = gap_list.place_rows(gap_list.share_rows(shown))
    stored = GapWeights.objects.get()
    context = {
        "asked": asked,
        "total": sum(gap_list.count_kinds(everything).values()),
        "demonstrations": sum(gap.is_demo for gap in everything),
        "tabs": _tabs(request.path, asked, counts),
        "not_found": [KIND_WORDS[kind].lower() for kind in KINDS if not counts[kind]],
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "most": max((gap.score for gap in everything if gap.score), default=1),
        "chips": asked.chips(request.path),
        "found_words": count_words(sum(not gap.is_demo for gap in shown), "finding"),
        "level": _level_of(visible, shown),
        "formula": FORMULA_VERSION,
        "stored": stored,
        "weight_rows": gap_list.weigh(weights_of(stored)),
    }
    return render(request, "explore/gaps.html", context)


@require_safe
@members_only
def download_gaps(request: HttpRequest, ending: str, by: Person) -> HttpResponse:
    asked = read_filters(request.GET, GAP_CHOICES)
    visible, everything = _gaps(asked)
    shown = [gap for gap in gap_list.keep(everything, asked) if asked["kind"] in ("", gap.kind)]
    name = download.name_file("gaps", asked.on, _level_of(visible, shown))
    write = {"csv": download.gaps_csv, "json": download.gaps_json}[ending]
    return write(shown, name, GapWeights.objects.get().version)


def _gaps(asked: Filters) -> tuple[Visible | None, list[Gap]]:
    """Everything found in the cycle that is asked for, ranked."""
    if asked.cycle is None:
        return None, []
    visible = visible_in(asked.cycle.code)
    return visible, gap_list.list_gaps(visible, asked.on)


def _level_of(visible: Visible | None, found: list[Gap]) -> str:
    if visible is None:
        return Level.MEMBERS
    return visible.level_of(code for gap in found for code in gap.records)


def _tabs(path: str, asked: Filters, counts: dict[str, int]) -> list[tuple[str, int, str, bool]]:
    """All kinds, then each that has findings or is chosen."""
    chosen = asked["kind"]
    shown = [kind for kind in KINDS if counts[kind] or kind == chosen]
    return [("All", sum(counts.values()), path + asked.changed(kind=None), not chosen)] + [
        (KIND_WORDS[kind], counts[kind], path + asked.changed(kind=kind), kind == chosen) for kind in shown
    ]
