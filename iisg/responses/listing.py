"""A list of responses as its address asks for it: narrowed, sorted, counted. Used by the members' and the public list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, Case, Count, F, Max, Min, Q, TextField, Value, When
from django.http import QueryDict

from iisg.responses.facets import Facet, Responses
from iisg.responses.models import Party, Response
from iisg.responses.standing import with_standing

PER_PAGE = 50
LONGEST_QUERY = 200
OPEN_OPTIONS = 6  # the others of a long facet are folded away
MOST_OPTIONS = 60
YEARS_BACK, YEARS_AHEAD = 15, 6

ORDERS = {
    "ends": "Ends first",
    "starts": "Latest start",
    "title": "Title",
    "code": "Code",
    "budget": "Largest budget",
}


class Chip(NamedTuple):
    """A filter that is set, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Choice:
    value: str
    words: str
    count: int
    is_set: bool


@dataclass(frozen=True)
class Choices:
    """A facet as a list of boxes: the first few open, and the rest."""

    name: str
    label: str
    shown: Sequence[Choice]
    folded: Sequence[Choice]


class Listing:
    """`query` is the address's query; `responses` those the list is about; facets in the order shown."""

    def __init__(self, query: QueryDict, responses: Responses, facets: Sequence[Facet], on: date) -> None:
        self.query, self.facets, self.on = query, facets, on
        self.everything = with_standing(responses, on).annotate(
            agreement=Case(When(disagrees=True, then=Value("disagrees")), default=Value("agrees"), output_field=TextField()),
            budget=Case(
                When(budget_eur=None, budget_amount=None, then=Value("undisclosed")),
                default=Value("disclosed"),
                output_field=TextField(),
            ),
        )
        self.chosen = {facet.name: facet.name_values(query.getlist(facet.name)) for facet in facets}
        self.text = " ".join(query.get("q", "").replace("\0", " ").split())[:LONGEST_QUERY]
        self.year = read_year(query.get("year", ""))
        self.order = query.get("sort", "") if query.get("sort") in ORDERS else "ends"

    def narrowed(self, but: str = "") -> Responses:
        """The responses that match all filters, or all but one: then what that one could still choose from."""
        found = self.everything
        for facet in self.facets:
            if (values := list(self.chosen[facet.name])) and facet.name != but:
                found = found.filter(facet.condition(values))
        if self.text:
            found = found.filter(mentions(self.text))
        if self.year:
            found = found.filter(runs_in(self.year))
        return found

    @cached_property
    def rows(self) -> Responses:
        return sort(self.narrowed(), self.order, self.on)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Of all and of the matching; invented demonstration rows are shown, but never counted."""
        real = Q(is_demo=False)
        found = self.narrowed().aggregate(found=Count("pk", filter=real), shown=Count("pk"))
        return found | self.everything.aggregate(total=Count("pk", filter=real))

    @cached_property
    def page(self) -> "Page[Response]":
        paginator = Paginator(self.rows.select_related("pillar"), PER_PAGE)
        paginator.count = self.counts["shown"]
        return paginator.get_page(self.query.get("page"))

    @cached_property
    def boxes(self) -> list[Choices]:
        return [self.choices_of(facet) for facet in self.facets]

    def choices_of(self, facet: Facet) -> Choices:
        chosen = self.chosen[facet.name]
        options = facet.count(self.narrowed(but=facet.name))
        choices = [Choice(*option, is_set=option.value in chosen) for option in options]
        choices += [Choice(value, words, 0, True) for value, words in chosen.items() if value not in {o.value for o in options}]
        choices.sort(key=lambda choice: not choice.is_set and len(choices) > OPEN_OPTIONS)
        return Choices(facet.name, facet.label, choices[:OPEN_OPTIONS], choices[OPEN_OPTIONS:MOST_OPTIONS])

    @cached_property
    def years(self) -> list[int]:
        ends = self.everything.aggregate(first=Min("start_date"), last=Max("end_date"))
        first = max(self.on.year - YEARS_BACK, ends["first"].year) if ends["first"] else self.on.year
        last = min(self.on.year + YEARS_AHEAD, ends["last"].year) if ends["last"] else self.on.year
        return sorted({*range(first, last + 1), *([self.year] if self.year else [])}, reverse=True)

    @cached_property
    def chips(self) -> list[Chip]:
        chips = [
            Chip(words, self.address_without(name, value))
            for name, values in self.chosen.items()
            for value, words in values.items()
        ]
        if self.year:
            chips.append(Chip(f"In {self.year}", self.address_without("year")))
        if self.text:
            chips.append(Chip(f"“{self.text}”", self.address_without("q")))
        return chips

    def address(self, **changes: str) -> str:
        """The query of this list with single values changed; the page always starts again."""
        query = self.query.copy()
        query.pop("page", None)
        for name, value in changes.items():
            query[name] = value
        return query.urlencode()

    def address_without(self, name: str, value: str | None = None) -> str:
        query = self.query.copy()
        query.pop("page", None)
        query.setlist(name, [v for v in query.getlist(name) if value is not None and v != value])
        return query.urlencode()

    @property
    def address_of_page(self) -> str:
        return self.address()


def read_year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 and text != "0000" else None


def runs_in(year: int) -> Q:
    """Some known day of it falls in the year; a side not known is open."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    starts, ends = Q(start_date__lte=last), Q(end_date__gte=first)
    return starts & ends | starts & Q(end_date=None) | Q(start_date=None) & ends


def mentions(text: str) -> Q:
    """Every word in the title, the description or the name of an organisation; accents and capitals do not matter."""
    condition = Q()
    for word in text.split()[:8]:
        parties = Party.objects.filter(
            Q(organisation__short_name__unaccent__icontains=word) | Q(organisation__name__unaccent__icontains=word)
        )
        condition &= (
            Q(code__iexact=word)
            | Q(title__unaccent__icontains=word)
            | Q(description__unaccent__icontains=word)
            | Q(pk__in=parties.values("response"))
        )
    return condition


def sort(responses: Responses, order: str, on: date) -> Responses:
    if order == "title":
        return responses.order_by("title", "code")
    if order == "code":
        return responses.order_by("code")
    if order == "starts":
        return responses.order_by(F("start_date").desc(nulls_last=True), "code")
    if order == "budget":
        return responses.order_by(F("budget_eur").desc(nulls_last=True), "code")
    # What ends next comes first; then what has no end; then what has ended, the latest first.
    to_come = Case(When(end_date__gte=on, then=F("end_date")))
    is_over = Case(When(end_date__lt=on, then=True), default=False, output_field=BooleanField())
    return responses.order_by(is_over, to_come.asc(nulls_last=True), F("end_date").desc(nulls_last=True), "code")
