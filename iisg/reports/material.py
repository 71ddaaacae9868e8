"""What the chapters are written from: the rows that the report may use, and what the analysis finds in them.

A members' report prints exactly the rows that the analysis sees. A public edition is made from less than its maker
sees: nothing above the members' level, no demonstration row, and no claim that a partner disputes, because a partner's
word is not published; the strict reading, which is the one printed, counts such a claim for nothing in either case.
Publishing releases needs with their evidence, the matrix and the gaps: so responses of the members' level count in
these, but none is printed, counted or named (docs/decisions/0012).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from iisg.analysis.activity import is_active, is_live
from iisg.analysis.approaches import counting
from iisg.analysis.clusters import clusters, rank_pairs
from iisg.analysis.coverage import coverage
from iisg.analysis.findings import Survey
from iisg.analysis.gaps import Weights, gaps
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.record_gaps import responses_without_need
from iisg.analysis.synergies import synergies
from iisg.analysis.words import BAND_LABELS, join_words
from iisg.framework.names import LEVELS, PARTNERS, PILLARS, SETTLED
from iisg.reports.content import Run, Text, anchor
from iisg.reports.labels import Labels

Row = dict[str, Any]
Decisions = Mapping[frozenset[str], str]  # what owners decided on two responses, by the codes of the two
RELEASED = ("public", "members")
NOT_DISCLOSED = "not disclosed"


@dataclass(frozen=True)
class Material:
    portfolio: Portfolio
    labels: Labels
    day: date
    public: bool
    weights: Weights
    coverage: Mapping[tuple[str, str], Row]
    gaps: tuple[Row, ...]
    unnamed: frozenset[str]  # codes of responses that count, of which a public edition says nothing else
    decided: Decisions  # those that hold; none in a public edition

    @cached_property
    def needs(self) -> dict[str, Row]:
        return {row["code"]: row for row in self.portfolio.needs.sort("code").to_dicts()}

    @cached_property
    def places(self) -> dict[str, str]:
        """Where each need is printed."""
        return place("need", self.needs)

    @cached_property
    def response_places(self) -> dict[str, str]:
        """Where each response stands in the list of responses."""
        return place("response", self.responses)

    @cached_property
    def responses(self) -> dict[str, Row]:
        """Those that are printed."""
        rows = {row["code"]: row for row in self.portfolio.responses.sort("code").to_dicts()}
        return {code: row for code, row in rows.items() if code not in self.unnamed}

    @cached_property
    def claims_of(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = {}
        for claim in self.portfolio.claims.sort("code").to_dicts():
            found.setdefault(claim["need"], []).append(claim)
        return found

    def link_need(self, code: str) -> Run:
        return Run(code, href=f"#{self.places[code]}")

    def link_needs(self, codes: Iterable[str]) -> Text:
        return separate(map(self.link_need, codes))

    def link_response(self, code: str) -> Run:
        return Run(code, href=f"#{self.response_places[code]}")

    @cached_property
    def measures(self) -> dict[str, Row]:
        return {row["code"]: row for row in self.labels.measures}

    @cached_property
    def _active(self) -> frozenset[str]:
        return frozenset(self.portfolio.responses.filter(is_active(self.day))["code"])

    @cached_property
    def _live(self) -> frozenset[str]:
        return frozenset(self.portfolio.responses.filter(is_live(self.day))["code"])

    def is_active(self, response: str) -> bool:
        return response in self._active

    def is_live(self, response: str) -> bool:
        return response in self._live

    def falls_on(self, need: str, partner: str) -> date | None:
        """The day on which the cell's band falls, where that is within a year; later ones are not printed."""
        opens: date | None = self.coverage[need, partner]["gap_opens_on"]
        return opens if opens and opens <= self.day + timedelta(days=365) else None

    @cached_property
    def printed(self) -> Portfolio:
        """The portfolio without what is not to be named: nothing of it changes a figure about responses."""
        named = ~pl.col("code").is_in(list(self.unnamed))
        return replace(self.portfolio, responses=self.portfolio.responses.filter(named))

    @cached_property
    def _all_pairs(self) -> pl.DataFrame:
        """The synergies with what was decided on each, ranked."""
        rows = [(*order, word) for (a, b), word in self.decided.items() for order in ((a, b), (b, a))]
        decided = pl.DataFrame(rows, schema=dict.fromkeys(("a", "b", "decision"), pl.String), orient="row")
        ranked = rank_pairs(synergies(self.portfolio, self.day), self.portfolio)
        return ranked.join(decided, on=["a", "b"], how="left", maintain_order="left")

    @cached_property
    def pairs(self) -> pl.DataFrame:
        """The synergies that nobody has settled, those to act on first at the top."""
        return self._all_pairs.filter(~pl.col("decision").is_in(SETTLED).fill_null(value=False))

    @cached_property
    def settled(self) -> Counter[str]:
        """How many synergies are left out, by what their owners decided."""
        return Counter(self._all_pairs.filter(pl.col("decision").is_in(SETTLED))["decision"])

    @cached_property
    def groups(self) -> pl.DataFrame:
        """Responses that pairs on one need link."""
        return clusters(self.pairs, self.portfolio)

    @cached_property
    def counting(self) -> pl.DataFrame:
        """One row per cell and claim that counts for it."""
        return counting(self.portfolio, self.day)

    @cached_property
    def helping(self) -> pl.DataFrame:
        """Rows of `partner` and `response` from which the approaches are counted.

        For members each response at the partners for which a claim of it counts. Claims are not published: a public
        edition counts each public response under way at the partners it serves, which its own record says.
        """
        if not self.public:
            return self.counting.select("partner", "response").unique()
        rows = [
            {"partner": p, "response": code}
            for code, r in self.responses.items()
            if self.is_active(code)
            for p in r["partners"]
        ]
        return pl.DataFrame(rows, schema={"partner": pl.String, "response": pl.String})

    @cached_property
    def cited(self) -> list[Row]:
        """The documents that the printed needs rest on, no others."""
        codes = {evidence.document for need in self.needs for evidence in self.labels.evidence.get(need, ())}
        return [self.labels.documents[code] for code in sorted(codes) if code in self.labels.documents]

    @cached_property
    def uncovered(self) -> tuple[str, ...]:
        return tuple(gap["need"] for gap in self.gaps if gap["kind"] == "uncovered_need")

    def of_pillar(self, pillar: str) -> list[Row]:
        """The pillar's needs in the order of the template, those without a measure last."""
        order = {measure["code"]: i for i, measure in enumerate(self.labels.measures)}
        needs = [need for need in self.needs.values() if need["pillar"] == pillar]
        return sorted(needs, key=lambda need: (order.get(need["measure"], len(order)), need["code"]))

    @cached_property
    def pillars(self) -> tuple[str, ...]:
        """The pillars that the report has something to say about, in their order."""
        rows = [*self.needs.values(), *self.responses.values()]
        return tuple(pillar for pillar in PILLARS if any(row["pillar"] == pillar for row in rows))

    def bands(self, needs: Iterable[Row], partner: str | None = None) -> Counter[str]:
        """How many cells (a need and a partner that it names) have which band."""
        cells = ((n["code"], p) for n in needs for p in n["partners"] if partner in (None, p))
        return Counter(self.coverage[cell]["band"] for cell in cells)


def place(prefix: str, codes: Iterable[str]) -> dict[str, str]:
    """An id for each code, whatever it looks like."""
    places: dict[str, str] = {}
    for code in codes:
        found = anchor(f"{prefix} {code}")
        places[code] = f"{found}-{len(places)}" if found in places.values() else found
    return places


def gather(
    portfolio: Portfolio,
    labels: Labels,
    *,
    day: date,
    public: bool,
    weights: Weights,
    decided: Decisions | None = None,
) -> Material:
    spoken = leave_out(portfolio, labels, public=public)
    silent = replace(spoken, claims=spoken.claims.filter(pl.col("partner_word") != "disputes")) if public else spoken
    cells = {(row["need"], row["partner"]): row for row in coverage(silent, day).to_dicts()}
    of_members = (code for code in silent.responses["code"] if labels.responses[code].get("level") != "public")
    unnamed = frozenset(of_members if public else ())
    found = gaps(silent, day, weights, unnamed=unnamed)
    if public:  # a response whose only claim is disputed still has a claim
        found = [gap for gap in found if gap["kind"] != "response_without_need"]
        found += responses_without_need(Survey(spoken, day))
    found = [gap for gap in found if gap["response"] not in unnamed]
    decided = {} if public or decided is None else decided
    return Material(silent, labels, day, public, weights, cells, tuple(found), unnamed, decided)


def leave_out(portfolio: Portfolio, labels: Labels, *, public: bool) -> Portfolio:
    """The portfolio without demonstration rows and, for a public edition, without what publishing does not release.

    A row of unknown level is not released. A claim goes with its need and its response. So in earlier cycles.
    """

    def printed(rows: Mapping[str, Row]) -> pl.Expr:
        real = (code for code, row in rows.items() if not row.get("is_demo"))
        return pl.col("code").is_in([code for code in real if not public or rows[code].get("level") in RELEASED])

    def reduce(whole: Portfolio) -> Portfolio:
        needs = whole.needs.filter(printed(labels.needs))
        responses = whole.responses.filter(printed(labels.responses))
        both = pl.col("need").is_in(needs["code"].implode()) & pl.col("response").is_in(responses["code"].implode())
        return replace(whole, needs=needs, responses=responses, claims=whole.claims.filter(both))

    _ask_for_labels(portfolio, labels)
    earlier = tuple((reduce(before), last_day) for before, last_day in portfolio.earlier)
    return replace(reduce(portfolio), earlier=earlier)


def _ask_for_labels(portfolio: Portfolio, labels: Labels) -> None:
    """A row without its label would be left out, and the counts would be wrong without a word."""
    of = {"need": (portfolio.needs, labels.needs), "response": (portfolio.responses, labels.responses)}
    for name, (frame, rows) in of.items():
        lost = sorted(set(frame["code"]) - rows.keys())
        if lost:
            raise ValueError(f"{lost[0]}: this {name} has no label; make portfolio and labels from the same rows.")


def highest_level(material: Material, at_least: str) -> str:
    """The narrowest level among the printed rows, and not wider than `at_least`."""
    rows = [material.labels.needs[code] for code in material.needs]
    rows += [material.labels.needs[code] for gap in material.gaps for code in gap.get("origins", ())]
    rows += [material.labels.responses[code] for code in material.responses]
    return max([at_least, *(row.get("level") or at_least for row in rows)], key=list(LEVELS).index)


# How the report writes what the records keep as codes and words.
SHAPES = {"covered": "filled disc", "partly": "half-filled disc", "marginal": "ring with a dot", "none": "empty ring"}


def name_of(partner: str) -> str:
    return PARTNERS[partner]


def short_of(partner: str) -> str:
    """The code as a column head, with the asterisk where the name has one."""
    return f"{partner}*" if PARTNERS[partner].endswith("*") else partner


def in_order(partners: Iterable[str]) -> list[str]:
    return sorted(partners, key=list(PARTNERS).index)


def list_partners(partners: Iterable[str]) -> str:
    """Names, or that it is all of them."""
    ordered = in_order(partners)
    return f"all {len(PARTNERS)} partners" if len(ordered) == len(PARTNERS) else ", ".join(map(name_of, ordered))


def list_codes(partners: Iterable[str]) -> str:
    return " ".join(short_of(p) for p in in_order(partners)) or "not stated"


def sign_of(band: str) -> Run:
    return Run(BAND_LABELS[band], sign=band)


def count_bands(counts: Counter[str]) -> str:
    """47 are covered, 10 partly and 34 open."""
    return join_words([f"{counts[band]:,} {label}" for band, label in BAND_LABELS.items() if counts[band]])


def separate(linked: Iterable[Run], between: str = ", ") -> tuple[str | Run, ...]:
    parts = [part for run in linked for part in (between, run)]
    return tuple(parts[1:])


def write_amount(budget: Decimal | None) -> str:
    if budget is None:
        return NOT_DISCLOSED
    return f"EUR {budget:,.0f}" if budget == int(budget) else f"EUR {budget:,.2f}"


def write_disclosed(figures: Mapping[str, Any]) -> str:
    """The sum of what is disclosed, if any is."""
    return write_amount(figures["eur_disclosed"] or None)


def write_undisclosed(figures: Mapping[str, Any]) -> str:
    return f"{figures['undisclosed']:,} of {figures['responses']:,}"
