"""The list of needs: which filters there are, what each does, and in which order rows come.

Filters are enumerated; a value that is none of a filter's choices is ignored, so any address gives a page.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.http import QueryDict

from iisg.access.levels import Level
from iisg.framework.cycles import current_cycle
from iisg.framework.mentions import mentions
from iisg.framework.models import Cycle, Objective
from iisg.framework.names import NEED_TYPES, PARTNERS, PERSPECTIVES, PILLARS, PRIORITIES, STRANDS
from iisg.needs.models import Need, State, choices

Choices = list[tuple[str, str]]
PAGE = 50
LONGEST_SEARCH = 200


def rank(column: str, words: list[str]) -> Case:
    """Words in their own order, not the alphabet's."""
    whens = [When(**{column: word}, then=Value(number)) for number, word in enumerate(words)]
    return Case(*whens, default=Value(len(words)), output_field=IntegerField())


SORTS: dict[str, tuple[str, list[Any]]] = {
    "code": ("Code", ["code"]),
    "title": ("Title", ["title", "code"]),
    "priority": ("Priority", [rank("priority", list(PRIORITIES)), "code"]),
    "template": ("Objective and measure", [F("measure__order").asc(nulls_last=True), "code"]),
    "state": ("State", [rank("state", State.values), "code"]),
    "level": ("Level, highest first", [rank("level", Level.values[::-1]), "code"]),
}


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    choices: Choices
    narrow: Callable[[str], Q]
    any: str = "Any"
    default: str = ""  # what an address without it means; it has no chip
    value: str = ""

    @property
    def words(self) -> str:
        return dict(self.choices)[self.value]

    @property
    def chosen(self) -> str:
        return "" if self.value == self.default else self.value


@dataclass(frozen=True)
class Listing:
    """One request for the list."""

    filters: list[Filter]
    search: str
    sort: str
    needs: QuerySet[Need]

    @property
    def asked(self) -> dict[str, str]:
        """What has to stand in an address to ask for this again."""
        words = {f.name: f.chosen for f in self.filters}
        words |= {"q": self.search, "sort": "" if self.sort == "code" else self.sort}
        return {name: word for name, word in words.items() if word}

    def query(self, without: str = "") -> str:
        return "?" + urlencode({name: word for name, word in self.asked.items() if name != without})

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What is set, in words, and the address without it."""
        words = [(f"{f.label}: {f.words}", f.name) for f in self.filters if f.chosen]
        words += [(f"Text: {self.search}", "q")] if self.search else []
        return [(shown, self.query(without=name)) for shown, name in words]

    @property
    def sorted_by(self) -> str:
        return SORTS[self.sort][0].lower()

    @property
    def sorts(self) -> Choices:
        return [(key, words) for key, (words, _) in SORTS.items() if key != "code"]


def list_needs(asked: QueryDict) -> Listing:
    filters = [replace(f, value=chosen(asked, f.name, dict(f.choices)) or f.default) for f in every_filter(asked)]
    needs = Need.objects.all()
    for each in filters:
        if each.value:
            needs = needs.filter(each.narrow(each.value))
    search = asked.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    if search:
        needs = needs.filter(mentions("need", search))
    sort = chosen(asked, "sort", SORTS) or "code"
    return Listing(filters, search, sort, needs.order_by(*SORTS[sort][1]))


def chosen(asked: QueryDict, name: str, known: Any) -> str:
    value = asked.get(name, "")
    return value if value in known else ""


def every_filter(asked: QueryDict) -> list[Filter]:
    cycles = list(Cycle.objects.all())
    now = current_cycle(cycles)
    current = now.code if now else ""
    template = Objective.objects.filter(cycle=chosen(asked, "cycle", [c.code for c in cycles]) or current)
    objectives = [(str(o.pk), f"{o.pillar_id}: {o.title}") for o in template.order_by("pillar__order", "order")]
    return [
        Filter("pillar", "Pillar", [(code, code) for code in PILLARS], lambda v: Q(pillar=v)),
        Filter("partner", "Partner", list(PARTNERS.items()), lambda v: Q(of_partners__partner=v)),
        Filter("priority", "Priority", choices(PRIORITIES), lambda v: Q(priority=v)),
        Filter("type", "Type", choices(NEED_TYPES), lambda v: Q(need_types__contains=[v])),
        Filter("perspective", "Perspective", choices(PERSPECTIVES), lambda v: Q(perspective__contains=[v])),
        Filter("strand", "Strand", choices(STRANDS), lambda v: Q(strand=v)),
        Filter("objective", "Objective", objectives, lambda v: Q(measure__objective=v)),
        Filter("state", "State", State.choices, lambda v: Q(state=v)),
        Filter("level", "Level", Level.choices, lambda v: Q(level=v)),
        Filter("cycle", "Cycle", [(c.code, str(c)) for c in cycles], lambda v: Q(cycle=v), "Current", current),
    ]


def count(needs: QuerySet[Need]) -> tuple[int, int]:
    """How many, and how many of them are demonstration rows."""
    demonstration = Count("is_demo", filter=Q(is_demo=True))
    counts = needs.order_by().aggregate(all=Count("*"), demonstration=demonstration)
    return counts["all"], counts["demonstration"]


def count_words(shown: int, demonstration: int) -> str:
    """Demonstration rows apart: those are shown but never counted."""
    counted = shown - demonstration
    words = f"{counted} need{'' if counted == 1 else 's'}"
    rows = "a demonstration row" if demonstration == 1 else f"{demonstration} demonstration rows"
    return f"{words} and {rows}" if demonstration else words
