"""Search over needs, responses and documents, of what the person acting may see (find.sql)."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iisg.framework.models import ReferenceDocument
from iisg.needs.models import Need
from iisg.responses.models import Response

LONGEST_QUERY = 200
MOST_SHOWN = 50
MOST_RANKED = 1_000
MODELS: dict[str, type[Model]] = {"need": Need, "response": Response, "document": ReferenceDocument}


@dataclass(frozen=True)
class Group:
    """What was found of one kind: the best records, and how many there are."""

    kind: str
    records: list[Any]
    count: int

    @property
    def title(self) -> str:
        return f"{self.kind.capitalize()}s"

    @property
    def is_cut(self) -> bool:
        return self.count >= MOST_RANKED


def find(query: str) -> list[Group]:
    """Records by kind, the best first."""
    with connection.cursor() as cursor:
        cursor.execute("select kind, id from search.find(%s) order by kind, rank desc, code", [query])
        hits = cursor.fetchall()
    groups = []
    for kind, model in MODELS.items():
        ids = [pk for hit, pk in hits if hit == kind]
        records = model._default_manager.in_bulk(ids[:MOST_SHOWN])
        groups.append(Group(kind, [records[pk] for pk in ids[:MOST_SHOWN] if pk in records], len(ids)))
    return groups


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").replace("\0", " ").strip()[:LONGEST_QUERY]
    groups = [group for group in find(query) if group.count] if query else []
    context = {"query": query, "groups": groups, "count": sum(group.count for group in groups)}
    return render(request, "search/search.html", context)
