"""The gap list: what the analysis finds, filtered, ranked, and put together into rows.

Findings of one need that say the same of several partners share a row: same kind, response and organisation, same
score with the same parts. Each stays a finding of its own in every count.

Ranked by score, highest first; equal scores by the number of partners in the row, then by kind, then by code. What has
no score comes last, by kind and code.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from iisg.analysis.findings import Finding, Weights
from iisg.analysis.gaps import KINDS, gaps, summarise
from iisg.analysis.words import KIND_WORDS, name_partner, name_partners
from iisg.explore.filters import Filters
from iisg.explore.numbers import plain
from iisg.explore.visible import Visible
from iisg.framework.names import PARTNERS, PRIORITIES
from iisg.responses.weights import current_weights


@dataclass(frozen=True, slots=True)
class Gap:
    """A finding with what the page says of its need or response."""

    finding: Finding
    subject: str  # code of the need or response that it is about; "" for an imbalance
    title: str
    pillar: str
    priority: str | None
    partners: tuple[str, ...]  # those concerned
    named: tuple[str, ...]  # those that the need names
    is_demo: bool

    @property
    def kind(self) -> str:
        return str(self.finding["kind"])

    @property
    def score(self) -> Decimal | None:
        score: Decimal | None = self.finding["score"]
        return score

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The factors of the score with all their digits, and their words."""
        return [(plain(part["value"]), part["words"]) for part in self.finding["parts"]]

    @property
    def exact(self) -> str:
        """The score with all its digits, where two do not show it."""
        exact = self.score is not None and self.score != round(self.score, 2)
        return plain(self.score) if self.score is not None and exact else ""

    @property
    def kind_words(self) -> str:
        return KIND_WORDS[self.kind]

    @property
    def origins(self) -> list[str]:
        """The needs of earlier cycles that a chronic gap comes from."""
        return list(self.finding.get("origins", []))

    @property
    def records(self) -> list[str]:
        """The needs and the response that it is read from, beside the claims on them."""
        return [code for code in (self.subject, self.finding["response"], *self.origins) if code]

    @property
    def is_about_response(self) -> bool:
        return self.finding["need"] is None and self.finding["response"] is not None


@dataclass(frozen=True, slots=True)
class Shared:
    """A row of the list: one finding, or several that differ in their partner only."""

    gaps: tuple[Gap, ...]

    @property
    def first(self) -> Gap:
        return self.gaps[0]

    @property
    def partners(self) -> tuple[str, ...]:
        return in_order(partner for gap in self.gaps for partner in gap.partners)

    @property
    def reasons(self) -> list[str]:
        """Each reason once; reasons that name their partner alike are said once, of all of them."""
        if len(self.gaps) == 1:
            return list(self.first.finding["reasons"])
        joined = list(dict.fromkeys(_with_place(gap) for gap in self.gaps))
        if len(joined) == 1:
            return [reason.format(name_partners(self.partners)) for reason in joined[0]]
        return list(dict.fromkeys(reason for gap in self.gaps for reason in gap.finding["reasons"]))


def _with_place(gap: Gap) -> tuple[str, ...]:
    """The reasons with a place for the partner's name; braces in a title are kept from `format`."""
    name = f"for {name_partner(gap.partners[0])}"
    texts = (reason.replace("{", "{{").replace("}", "}}") for reason in gap.finding["reasons"])
    return tuple(text.replace(name, "for {}", 1) for text in texts)


def list_gaps(visible: Visible, on: date, weights: Weights | None = None) -> list[Gap]:
    """All findings that the reader's rows give, ranked; demonstration findings among them, marked.

    Scored with the weights that the Secretariat has set, unless others are to be tried.
    """
    weights = weights or current_weights()
    found = [(finding, False) for finding in gaps(visible.real, on, weights)]
    if visible.demo:
        demonstrations = gaps(visible.demonstration, on, weights)
        found += [(finding, True) for finding in demonstrations if _touches(finding, visible.demo)]
    needs = {row["code"]: row for p in (visible.real, visible.demonstration) for row in p.needs.to_dicts()}
    responses = {row["code"]: row for row in visible.demonstration.responses.to_dicts()}
    made = (_make(finding, needs, responses, is_demo=is_demo) for finding, is_demo in found)
    return sorted(made, key=rank)


def _touches(finding: Finding, demo: frozenset[str]) -> bool:
    return finding["need"] in demo or finding["response"] in demo


def _make(finding: Finding, needs: dict[str, Any], responses: dict[str, Any], *, is_demo: bool) -> Gap:
    need, response = needs.get(finding["need"]), responses.get(finding["response"])
    about = need or response
    named = need["partners"] if need else response["partners"] if response else []
    concerned = [finding["partner"]] if finding["partner"] else named
    return Gap(
        finding=finding,
        subject=about["code"] if about else "",
        title=about["title"] if about else _title(finding),
        pillar=about["pillar"] if about else finding["pillar"],
        priority=need["priority"] if need else None,
        partners=in_order(concerned),
        named=in_order(named),
        is_demo=is_demo,
    )


def _title(finding: Finding) -> str:
    return f"{finding['perspective'].capitalize()} is behind in {name_partner(finding['partner'])}"


def in_order(partners: Iterable[str]) -> tuple[str, ...]:
    given = set(partners)
    return tuple(partner for partner in PARTNERS if partner in given)


def rank(gap: Gap) -> tuple[Any, ...]:
    """Unscored last, then the highest score; those that may share a row stay together."""
    order = (KINDS.index(gap.kind), gap.subject, *_sharing(gap), *(list(PARTNERS).index(p) for p in gap.partners))
    return (gap.score is None, -(gap.score or Decimal(0)), *order)


def _sharing(gap: Gap) -> tuple[Any, ...]:
    """What findings of one row have in common, beside kind, need and score."""
    parts = tuple((part["value"], part["words"]) for part in gap.finding["parts"])
    # Nothing to share: an imbalance is of one partner, and of two disputes each is its partner's own.
    alone = gap.partners if gap.kind in ("imbalance", "disputed") else ()
    return gap.finding["response"] or "", gap.finding["organisation"] or "", parts, alone


def share_rows(ranked: Sequence[Gap]) -> list[Shared]:
    """The list's rows, in their final order."""
    rows = [
        Shared(tuple(members))
        for _, members in groupby(ranked, key=lambda gap: (gap.score, gap.kind, gap.subject, *_sharing(gap)))
    ]
    return sorted(rows, key=_place)  # stable: rows alike in all of this stay in the order of their codes


@dataclass(frozen=True, slots=True)
class Placed:
    """A row and why it stands where it does."""

    row: Shared
    place: int
    of: int  # rows with a score
    alike: int  # rows with this score, itself included
    decided_by: str  # what puts it after the row before it, where both have the same score

    @property
    def words(self) -> str:
        """Place 5 of 176, one of 9 rows with this score; after the one before it by its code"""
        said = f"Place {self.place} of {self.of}"
        if self.alike > 1:
            said += f", one of {self.alike} rows with this score"
        return said + (f"; after the row before it by {self.decided_by}" if self.decided_by else "")


# What `_place` compares after the score, in words.
DECIDED_BY = ("its fewer partners", "its kind", "its code")


def place_rows(rows: Sequence[Shared]) -> list[Placed]:
    """The rows with a score, which come first, with their places; then the others, without."""
    scores = Counter(row.first.score for row in rows if row.first.score is not None)
    placed = []
    for number, row in enumerate(rows, start=1):
        before = rows[number - 2] if number > 1 else None
        alike = scores[row.first.score] if row.first.score is not None else 0
        placed.append(Placed(row, number, scores.total(), alike, _decide(before, row) if alike > 1 and before else ""))
    return placed


def _decide(before: Shared, row: Shared) -> str:
    if before.first.score != row.first.score:
        return ""
    _, _, *former = _place(before)
    _, _, *latter = _place(row)
    differ = (words for words, a, b in zip(DECIDED_BY, former, latter, strict=True) if a != b)
    return next(differ, "the response, organisation or partner that it names")


def _place(row: Shared) -> tuple[Any, ...]:
    gap = row.first
    kind = KINDS.index(gap.kind)
    if gap.score is None:
        return 1, kind, gap.subject
    return 0, -gap.score, -len(row.partners), kind, gap.subject


def keep(found: Iterable[Gap], filters: Filters) -> Iterator[Gap]:
    for gap in found:
        if (
            filters["pillar"] in ("", gap.pillar)
            and filters["priority"] in ("", gap.priority)
            and (not filters["partner"] or filters["partner"] in gap.partners)
            and filters.finds(gap.subject, gap.title, gap.finding["organisation"] or "", *gap.finding["reasons"])
        ):
            yield gap


def weigh(weights: Weights) -> list[tuple[str, str, str]]:
    """What the score multiplies with: part, what it is for, weight in words."""
    priorities = [("Priority", word, plain(getattr(weights, word))) for word in PRIORITIES]
    steady = [kind for kind in KINDS if hasattr(weights, kind) and kind != "closing"]
    urgencies = [("Urgency", KIND_WORDS[kind].lower(), plain(getattr(weights, kind))) for kind in steady]
    closing = f"1 − days / {weights.closing_days}"
    return [*priorities, *urgencies, ("Urgency", KIND_WORDS["closing"].lower(), closing)]


def count_kinds(found: Iterable[Gap]) -> dict[str, int]:
    """Findings by kind, demonstrations left out."""
    return summarise(gap.finding for gap in found if not gap.is_demo)
