"""A list of responses as its address asks for it: narrowed, sorted, counted. For members and for the public."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, Q, TextField, Value, When, prefetch_related_objects
from django.db.models.functions import Left
from django.http import QueryDict

from iisg.access.limits import FIRST_DAY, LAST_DAY
from iisg.framework.mentions import mentions
from iisg.responses.facets import Facet, Option, Responses
from iisg.responses.joining import action_of, once
from iisg.responses.models import LONGEST_SORTED, PartyRole, Response
from iisg.responses.money import in_euro
from iisg.responses.standing import Standing, with_standing

PER_PAGE = 50
LONGEST_QUERY = 200
OPEN_OPTIONS = 6  # the others of a long facet are folded away
MOST_OPTIONS = 60
MOST_VALUES = 50  # of one filter
OTHERS = ("q", "year", "sort", "page")  # what an address may say beside the filters
MOST_COUNTED = 2_000  # responses: in a longer list the boxes have no numbers
YEARS_BACK, YEARS_AHEAD = 15, 5

SORTED_BY: dict[str, list[Any]] = {
    "starts": [F("start_date").desc(nulls_last=True), "code"],
    "title": [Left("title", LONGEST_SORTED), "code"],
    "code": ["code"],
    "budget": [F("euro").desc(nulls_last=True), "code"],
}
ORDERS = {
    "ends": "Ends first",  # as an address without it
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
class Boxes:
    """A facet as tick boxes: the first few options, and those folded away."""

    name: str
    label: str
    chosen: Mapping[str, str]
    shown: Sequence[Option]
    folded: Sequence[Option]

    @property
    def more(self) -> str:
        return f"{self.label}, more"


@dataclass(frozen=True)
class InTurn(Sequence[Response]):
    """Querysets that follow each other, each with its length; a slice of them is one query."""

    querysets: Sequence[Responses]
    lengths: Sequence[int]

    def __len__(self) -> int:
        return sum(self.lengths)

    def __getitem__(self, wanted: Any) -> Any:
        before, parts = 0, []
        for turn, (queryset, length) in enumerate(zip(self.querysets, self.lengths, strict=True)):
            start, stop = (min(max(edge - before, 0), length) for edge in (wanted.start, wanted.stop))
            if start < stop:
                parts.append(queryset.annotate(turn=Value(turn))[start:stop])
            before += length
        if not parts:
            return []
        first, *others = parts
        # Of a union each part comes in its order, but no rule says which part comes first.
        return sorted(first.union(*others, all=True) if others else first, key=attrgetter("turn"))


class Listing:
    """`query` is the address's query; `responses` those the list is about, called `noun`; facets in the order shown."""

    def __init__(
        self, query: QueryDict, responses: Responses, facets: Sequence[Facet], on: date, noun: str = "response"
    ) -> None:
        self.facets, self.on, self.noun = facets, on, noun
        self.everything = with_standing(responses, on).annotate(
            action=action_of(among=responses),
            euro=in_euro(),
            agreement=Case(
                When(disagrees=True, then=Value("disagrees")), default=Value("agrees"), output_field=TextField()
            ),
            budget=Case(
                When(euro=None, then=Value("undisclosed")),
                default=Value("disclosed"),
                output_field=TextField(),
            ),
        )
        self.query = understood(query, [facet.name for facet in facets])
        self.chosen = {facet.name: facet.name_values(self.query.getlist(facet.name)) for facet in facets}
        self.left_out = sum(len(set(query.getlist(name))) - len(self.query.getlist(name)) for name in self.chosen)
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
            found = found.filter(self.mentions)
        if self.year:
            found = found.filter(runs_in(self.year))
        return found

    @cached_property
    def mentions(self) -> Q:
        return mentions("response", self.text)

    @cached_property
    def in_turn(self) -> list[Responses]:
        return in_turn(self.narrowed(), self.order, self.on)

    @property
    def rows(self) -> Iterable[Response]:
        return chain.from_iterable(self.in_turn)

    @property
    def rows_once(self) -> Iterable[Response]:
        """Of records that are joined only the one that stays."""
        return chain.from_iterable(in_turn(once(self.narrowed()), self.order, self.on))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """Of all and of the matching; demonstration rows are shown, but never counted, joined records counted once."""
        real = Q(is_demo=False)
        actions = Count("action", distinct=True, filter=real)
        found = self.narrowed().aggregate(
            found=actions,
            real=Count("is_demo", filter=real),
            shown=Count("*"),
            to_come=Count("is_demo", filter=Q(end_date__gte=self.on)),
            without_end=Count("is_demo", filter=Q(end_date=None)),
        )
        if not self.chips:
            return found | {"total": found["found"]}
        return found | self.everything.aggregate(total=actions)

    @cached_property
    def page(self) -> "Page[Response]":
        shown, to_come, endless = (self.counts[name] for name in ("shown", "to_come", "without_end"))
        lengths = [to_come, endless, shown - to_come - endless] if self.order == "ends" else [shown]
        return Paginator(InTurn(self.in_turn, lengths), PER_PAGE).get_page(self.query.get("page"))

    @cached_property
    def boxes(self) -> list[Boxes]:
        return [self.boxes_of(facet) for facet in self.facets]

    def boxes_of(self, facet: Facet) -> Boxes:
        """A long facet shows what is chosen, then what holds most. Numbers of a very long list would cost too much."""
        chosen = self.chosen[facet.name]
        if self.counts["total"] > MOST_COUNTED:
            options = facet.offer()
        else:
            options = facet.count(self.narrowed(but=facet.name).filter(is_demo=False))
        known = {option.value for option in options}
        without = [Option(value, words) for value, words in chosen.items() if value not in known]
        options = [*options, *without]
        if len(options) > OPEN_OPTIONS:
            options.sort(key=lambda option: option.value not in chosen)
        return Boxes(facet.name, facet.label, chosen, options[:OPEN_OPTIONS], options[OPEN_OPTIONS:MOST_OPTIONS])

    @cached_property
    def years(self) -> list[int]:
        """Those offered; an address may name any other."""
        around = range(self.on.year - YEARS_BACK, self.on.year + YEARS_AHEAD + 1)
        return sorted({*around, *([self.year] if self.year else [])}, reverse=True)

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

    @property
    def count_in_words(self) -> str:
        found, total = self.counts["found"], self.counts["total"]
        noun = self.noun if total == 1 else f"{self.noun}s"
        return f"{total:,} {noun}" if found == total and not self.chips else f"{found:,} of {total:,} {noun}"

    @property
    def no_match(self) -> str:
        return f"No {self.noun} matches these filters."

    @property
    def left_out_in_words(self) -> str:
        more = f"{self.left_out:,} more {'was' if self.left_out == 1 else 'were'} left aside"
        return f"A filter takes at most {MOST_VALUES} values; {more}." if self.left_out else ""

    @property
    def demonstrations(self) -> int:
        return self.counts["shown"] - self.counts["real"]

    @property
    def joined(self) -> int:
        """Rows shown that are further reports of an action counted already."""
        return self.counts["real"] - self.counts["found"]

    @property
    def order_in_words(self) -> str:
        return ORDERS[self.order].lower()

    @property
    def sort_choice(self) -> dict[str, object]:
        """Of the drop-down: the default is no choice."""
        options = [(name, words) for name, words in ORDERS.items() if name != "ends"]
        return {"options": options, "value": "" if self.order == "ends" else self.order, "any": ORDERS["ends"]}

    @property
    def year_choice(self) -> dict[str, object]:
        return {"options": [(str(year), str(year)) for year in self.years], "value": str(self.year or "")}

    @property
    def address(self) -> str:
        """Of what is asked for, without the page: a question mark and what follows."""
        return self.address_without("page")

    def address_without(self, name: str, value: str | None = None) -> str:
        query = self.query.copy()
        query.pop("page", None)
        query.setlist(name, [v for v in query.getlist(name) if value is not None and v != value])
        return f"?{query.urlencode()}"


def understood(query: QueryDict, filters: Sequence[str]) -> QueryDict:
    """What a list understands of an address: of each filter the different values, as many as it takes. The work of a
    page grows with them, and each chip's address repeats the others."""
    kept = QueryDict(mutable=True)
    for name in query:
        if name in filters:
            kept.setlist(name, list(dict.fromkeys(query.getlist(name)))[:MOST_VALUES])
        elif name in OTHERS:
            kept.setlist(name, query.getlist(name)[-1:])
    return kept


def years_around(on: date) -> tuple[int, int]:
    """First and last year of the little timelines of a list."""
    return on.year - 6, on.year + 3


def read_year(text: str) -> int | None:
    is_year = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if is_year and FIRST_DAY.year <= int(text) <= LAST_DAY.year else None


def runs_in(year: int) -> Q:
    """Some known day of it falls in the year; a side not known is open."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    starts, ends = Q(start_date__lte=last), Q(end_date__gte=first)
    return starts & ends | starts & Q(end_date=None) | Q(start_date=None) & ends


def in_turn(responses: Responses, order: str, on: date) -> list[Responses]:
    """All of them in that order, as lists that follow each other, each of which an index reads in its order."""
    if order != "ends":
        return [responses.order_by(*SORTED_BY[order])]
    # What ends next comes first; then what has no end; then what has ended, the latest first.
    return [
        responses.filter(end_date__gte=on).order_by("end_date", "code"),
        responses.filter(end_date=None).order_by("end_date", "code"),
        responses.filter(end_date__lt=on).order_by("-end_date", "code"),
    ]


def with_parts(responses: Iterable[Response]) -> list[Any]:
    """Gives each response what its row shows: short names of who leads, pays and does it."""
    rows = list(responses)
    prefetch_related_objects(rows, "parties__organisation", "joined_into")
    for row in rows:
        parties = sorted(row.parties.all(), key=lambda party: (party.order, party.pk))
        names = {role: [p.organisation.short_name for p in parties if p.role == role] for role in PartyRole.values}
        row.leading, row.paying, row.doing = names["lead"], names["funder"], names["implementer"]  # type: ignore[attr-defined]
        row.doing_any = list(dict.fromkeys([*row.leading, *row.doing]))  # type: ignore[attr-defined]
        row.standing_in_words = Standing(row.standing).label  # type: ignore[attr-defined]
    return rows
