"""One scenario worked out for one reader: the day as things stand, and the same day with its changes.

Everything comes from the rows that this reader may see. What the reader does not see of the scenario or of the register
takes no part, so two readers of a shared scenario may read different figures, each right for what they see. Scores and
the allocation use the weights that the Secretariat has set.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from iisg.access.levels import Level, highest
from iisg.analysis import scenario as what_if
from iisg.analysis.findings import Finding
from iisg.analysis.gaps import KINDS
from iisg.analysis.points import BANDS
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.programme import NotSolved
from iisg.analysis.words import KIND_WORDS
from iisg.framework.models import Measure
from iisg.framework.names import PARTNERS, PILLARS
from iisg.members.models import Person
from iisg.needs.models import Need
from iisg.responses.joining import levels_of
from iisg.responses.models import Response
from iisg.responses.portfolio import portfolio_of
from iisg.responses.weights import current_weights
from iisg.scenarios.envelope import Allocation, allocate_envelope
from iisg.scenarios.models import Change, Scenario
from iisg.scenarios.world import describe

Place = tuple[str, str]  # need, partner


@dataclass(frozen=True)
class World:
    """One portfolio on the day."""

    read: what_if.Reading

    @cached_property
    def figures(self) -> Mapping[Place, Mapping[str, Any]]:
        """Rows of `coverage`."""
        return {(row["need"], row["partner"]): row for row in self.read.coverage.iter_rows(named=True)}

    @cached_property
    def bands(self) -> Counter[str]:
        return Counter(row["band"] for row in self.figures.values())

    @property
    def open(self) -> int:
        return self.bands["none"]

    @property
    def covered(self) -> int:
        return self.bands["covered"]

    @property
    def shown_score(self) -> str:
        """Over all findings that have a score."""
        return f"{self.read.score:,.2f}"


@dataclass(frozen=True)
class Comparison:
    scenario: Scenario
    changes: list[Change]
    unfit: dict[int, str]  # changes that the register has overtaken, by key, and why
    needs: list[dict[str, Any]]  # of the portfolio, in the order of the template, with `objective`
    before: World
    after: World
    closed: list[Finding]  # gaps that are there as things stand and no longer with the changes
    opened: list[Finding]
    allocation: Allocation | None
    not_solved: str  # why there is no allocation although there are candidates
    level: str

    @cached_property
    def changed(self) -> list[Place]:
        """The cells whose band is another one, in the order of needs and partners."""
        after = self.after.figures
        moved = {place for place, row in self.before.figures.items() if row["band"] != after[place]["band"]}
        return [(need["code"], p) for need in self.needs for p in PARTNERS if (need["code"], p) in moved]

    @property
    def better(self) -> int:
        return sum(self._rank(self.after, place) > self._rank(self.before, place) for place in self.changed)

    @property
    def worse(self) -> int:
        return len(self.changed) - self.better

    def _rank(self, world: World, place: Place) -> int:
        return BANDS.index(world.figures[place]["band"])

    @property
    def cells(self) -> int:
        return len(self.before.figures)

    @property
    def rows(self) -> Iterator[tuple[dict[str, Any], list[tuple[str, str | None, str | None]]]]:
        """Each need with a changed cell: partner, band before, band after; None where it does not name the partner."""
        moved = {need for need, _ in self.changed}
        for need in self.needs:
            if need["code"] in moved:
                yield need, [(p, *self._bands(need["code"], p)) for p in PARTNERS]

    def _bands(self, need: str, partner: str) -> tuple[str | None, str | None]:
        if (need, partner) not in self.before.figures:
            return None, None
        return self.before.figures[need, partner]["band"], self.after.figures[need, partner]["band"]

    @property
    def woven_before(self) -> list[dict[str, Any]]:
        return self._weave(self.before)

    @property
    def woven_after(self) -> list[dict[str, Any]]:
        return self._weave(self.after)

    def _weave(self, world: World) -> list[dict[str, Any]]:
        bands = {code: {p: world.figures[code, p]["band"] for p in of} for code, of in self._named.items()}
        return [{**need, "bands": bands[need["code"]]} for need in self.needs]

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        return {need["code"]: [p for p in PARTNERS if p in need["partners"]] for need in self.needs}

    @property
    def band_rows(self) -> list[tuple[str, int, int]]:
        return [(band, self.before.bands[band], self.after.bands[band]) for band in reversed(BANDS)]

    @property
    def kind_rows(self) -> list[tuple[str, int, int]]:
        """Kinds of gap that either world has."""
        rows = [(KIND_WORDS[kind], self.before.read.kinds[kind], self.after.read.kinds[kind]) for kind in KINDS]
        return [row for row in rows if row[1] or row[2]]

    @property
    def applied(self) -> int:
        return len(self.changes) - len(self.unfit)


def compare(scenario: Scenario, *, by: Person) -> Comparison:
    """Both worlds, for this person, who is acting."""
    portfolio = portfolio_of(scenario.cycle_id)
    changes = list(scenario.changes.select_related("response").prefetch_related("claims__need"))
    described, unfit = describe(portfolio, changes, scenario.on)
    for change in changes:
        change.unfit_words = unfit.get(change.pk, "")  # type: ignore[attr-defined]
    weights = current_weights()
    found = what_if.compare(portfolio, described, scenario.on, weights)
    allocation, not_solved = None, ""
    try:
        allocation = allocate_envelope(described.apply(portfolio), scenario, weights, by=by)
    except NotSolved as problem:
        not_solved = str(problem)
    return Comparison(
        scenario=scenario,
        changes=changes,
        unfit=unfit,
        needs=in_page_order(portfolio, scenario.cycle_id),
        before=World(found.before),
        after=World(found.after),
        closed=by_score(found.closed),
        opened=by_score(found.opened),
        allocation=allocation,
        not_solved=not_solved,
        level=level_of(portfolio, changes),
    )


def by_score(findings: Iterable[Finding]) -> list[Finding]:
    """The highest first, those without one last; each with the words of its kind."""
    told = [finding | {"words": KIND_WORDS[finding["kind"]]} for finding in findings]
    return sorted(told, key=lambda finding: -(finding["score"] or Decimal(0)))


def in_page_order(portfolio: Portfolio, cycle: str) -> list[dict[str, Any]]:
    """As in the matrix: by pillar and objective, needs without a measure last in their pillar."""
    measures = {measure.code: measure for measure in Measure.objects.filter(cycle_id=cycle).select_related("objective")}

    def place(need: dict[str, Any]) -> tuple[Any, ...]:
        pillar, measure = list(PILLARS).index(need["pillar"]), measures.get(need["measure"])
        if measure is None:
            return pillar, 1, 0, 0, 0, need["code"]
        return pillar, 0, measure.objective.order, measure.objective_id, measure.order, need["code"]

    needs = sorted(portfolio.needs.to_dicts(), key=place)
    return [need | {"objective": place(need)[1:4]} for need in needs]


def level_of(portfolio: Portfolio, changes: Iterable[Change]) -> str:
    """The highest of the needs, of the responses that claim to serve them, and of what is changed."""
    named = {*portfolio.needs["code"], *portfolio.claims["response"]}
    named |= {change.response.code for change in changes if change.response}
    levels = dict(Need.objects.values_list("code", "level")) | levels_of(Response.objects.all())
    return highest([Level.MEMBERS, *(level for code, level in levels.items() if code in named)])
