"""The list of synergies: pairs of responses that belong in one conversation, ranked, with what was decided on each.

Ranked as the analysis ranks them: by the EUR that the two together disclose, then by the cells they share.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from iisg.access.levels import Level, highest
from iisg.analysis.clusters import clusters, rank_pairs
from iisg.analysis.portfolio import Columns, Portfolio
from iisg.analysis.synergies import KINDS, synergies
from iisg.analysis.words import SYNERGY_WORDS
from iisg.explore.filters import Choice, Filters
from iisg.explore.gap_list import in_order
from iisg.explore.visible import Visible
from iisg.framework.names import PARTNERS, SETTLED
from iisg.responses.decisions import Decided, read_decisions, rows_of
from iisg.responses.models import About, Decision

KIND = Choice("kind", "Kind", SYNERGY_WORDS, narrows=False)
DECISION = Choice(
    "decision",
    "Decision",
    {**dict(Decision.choices), "any": "With and without"},
    everything="To act on",
)
FIRST_GROUPS = 5

# What groups are made from.
LINKS: Columns = {
    "kind": pl.String,
    "a": pl.String,
    "b": pl.String,
    "needs": pl.List(pl.String),
    "partners": pl.List(pl.String),
}

Linked = tuple[str, str]  # code and title


@dataclass(frozen=True, slots=True)
class Pair:
    """A finding with what the page says of its two responses and their needs."""

    finding: Mapping[str, Any]
    sides: tuple[Mapping[str, Any], Mapping[str, Any]]  # rows of the two responses, a and b
    needs: tuple[Linked, ...]
    pillars: tuple[str, ...]  # of these needs
    approaches: tuple[str, ...]  # names of those in common
    decided: Decided | None
    is_demo: bool

    @property
    def kind(self) -> str:
        return str(self.finding["kind"])

    @property
    def kind_words(self) -> str:
        return SYNERGY_WORDS[self.kind]

    @property
    def codes(self) -> tuple[str, str]:
        return self.finding["a"], self.finding["b"]

    @property
    def partners(self) -> tuple[str, ...]:
        """Those in common; where there are none, in what could be joint, those of both."""
        return in_order(self.finding["partners"] or {p for side in self.sides for p in side["partners"]})

    @property
    def decision(self) -> str:
        """The decision that holds, or nothing."""
        return self.decided.standing if self.decided else ""


def list_pairs(visible: Visible, on: date) -> list[Pair]:
    """All that the reader's rows give, ranked; demonstrations after the real ones, marked."""
    rows = {**rows_of(visible.real), **rows_of(visible.demonstration)}
    decided = read_decisions(About.SYNERGY, rows)
    names = dict(visible.real.approaches.select("code", "name").iter_rows())
    pairs = []
    for portfolio, is_demo in ((visible.real, False), (visible.demonstration, True)):
        needs = {row["code"]: row for row in portfolio.needs.to_dicts()}
        for finding in rank_pairs(synergies(portfolio, on), portfolio).to_dicts():
            pair = Pair(
                finding=finding,
                sides=(rows[finding["a"]], rows[finding["b"]]),
                needs=tuple((code, needs[code]["title"]) for code in finding["needs"]),
                pillars=tuple(sorted({needs[code]["pillar"] for code in finding["needs"]})),
                approaches=tuple(names.get(code, code) for code in finding["approaches"]),
                decided=decided.get(frozenset((finding["a"], finding["b"]))),
                is_demo=is_demo,
            )
            pairs.append(pair)
    return pairs


def keep(found: Iterable[Pair], filters: Filters) -> Iterator[Pair]:
    """Of all kinds: the tabs count what the other filters leave."""
    for pair in found:
        if (
            (not filters["partner"] or filters["partner"] in pair.partners)
            and (not filters["pillar"] or filters["pillar"] in pair.pillars)
            and is_wanted(pair.decision, filters["decision"])
            and filters.finds(*pair.codes, *pair.finding["reasons"])
        ):
            yield pair


def is_wanted(decision: str, filter_word: str) -> bool:
    """Whether a pair with this decision, or none, is asked for: what is settled only if named."""
    if filter_word in Decision.values:
        return decision == filter_word
    return filter_word == "any" or decision not in SETTLED


def count_kinds(found: Iterable[Pair]) -> dict[str, int]:
    """Pairs by kind, demonstrations left out."""
    counts = Counter(pair.kind for pair in found if not pair.is_demo)
    return {kind: counts[kind] for kind in KINDS}


def gather(found: Sequence[Pair], portfolio: Portfolio) -> list[dict[str, Any]]:
    """The groups that these pairs make, those to act on first at the top; demonstrations are left out.

    As `clusters`, with titles, and under `linked` the pairs that link the group.
    """
    real = [pair for pair in found if not pair.is_demo]
    frame = pl.DataFrame([[pair.finding[name] for name in LINKS] for pair in real], schema=LINKS, orient="row")
    titles = dict(pl.concat([portfolio.needs, portfolio.responses], how="diagonal").select("code", "title").iter_rows())
    return [
        group
        | {
            "partners": in_order(group["partners"]),
            "kind_words": [SYNERGY_WORDS[kind].lower() for kind in KINDS if kind in group["kinds"]],
            "linked": [pair for pair in real if _links(pair, group)],
            **{name: [(code, titles[code]) for code in group[name]] for name in ("needs", "responses")},
        }
        for group in clusters(frame, portfolio).to_dicts()
    ]


def _links(pair: Pair, group: Mapping[str, Any]) -> bool:
    """Both in the group, on one of its needs."""
    return set(pair.codes) <= set(group["responses"]) and not set(pair.finding["needs"]).isdisjoint(group["needs"])


def count_places(found: Iterable[Pair]) -> list[tuple[str, str, list[tuple[str, int]], int]]:
    """Of each kind that occurs: its word, its name, pairs at each partner, and pairs altogether; as `count_kinds`."""
    real = [pair for pair in found if not pair.is_demo]
    places = Counter((pair.kind, partner) for pair in real for partner in pair.partners)
    return [
        (kind, SYNERGY_WORDS[kind], [(partner, places[kind, partner]) for partner in PARTNERS], number)
        for kind, number in count_kinds(real).items()
        if number
    ]


def level_of(found: Iterable[Pair], visible: Visible) -> str:
    codes = {code for pair in found for code in (*pair.codes, *pair.finding["needs"])}
    return highest([Level.MEMBERS, *(visible.levels[code] for code in codes)])
