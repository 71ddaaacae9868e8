"""Public pages. Their figures are of today and of public projects only (figures.py), the same whoever reads them."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from iisg.framework.models import Cycle, Objective
from iisg.framework.names import PILLARS
from iisg.responses.listing import PER_PAGE, with_parts, years_around
from iisg.responses.standing import with_standing
from iisg.site import figures
from iisg.site.pillars import ABOUT, About

ENDING_NEXT = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    counts = figures.count_by_pillar(on)
    context = {
        "on": on,
        "figures": figures.count_key_figures(on),
        "by_partner": figures.count_by_partner(counts),
        "pillars": describe(counts),
        "ending": figures.projects_under_way(on).filter(end_date__gte=on).order_by("end_date", "code")[:ENDING_NEXT],
    }
    return render(request, "site/home.html", context)


@require_safe
def pillars(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    return render(request, "site/pillars.html", {"on": on, "pillars": describe(figures.count_by_pillar(on))})


@require_safe
def pillar(request: HttpRequest, code: str) -> HttpResponse:
    if code not in ABOUT:
        raise Http404
    on = timezone.localdate()
    under_way = figures.projects_under_way(on).filter(pillar=code)
    cycle = current_cycle(on)
    objectives = list(Objective.objects.filter(cycle=cycle, pillar=code).prefetch_related("measures"))
    context = {
        "on": on,
        "name": PILLARS[code],
        "about": ABOUT[code],
        "counts": next(counts for counts in figures.count_by_pillar(on) if counts.code == code),
        "rows": with_parts(with_standing(under_way, on).order_by("end_date", "code")[:PER_PAGE]),
        "years": years_around(on),
        "cycle": cycle,
        "objectives": objectives,
        "has_strands": any(objective.strand for objective in objectives),
    }
    return render(request, "site/pillar.html", context)


@require_safe
def text(request: HttpRequest, page: str) -> HttpResponse:
    """A page of words only; urls.py names which."""
    return render(request, f"site/{page}.html")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"stale_form": True}, status=403)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def describe(counts: list[figures.PillarFigures]) -> list[tuple[figures.PillarFigures, About]]:
    return [(of_pillar, ABOUT[of_pillar.code]) for of_pillar in counts]


def current_cycle(on: date) -> Cycle | None:
    """The latest that has begun and has a template."""
    return Cycle.objects.filter(starts__lte=on, objective__isnull=False).distinct().first()
