"""Decisions on pairs of responses: who may take them, how they are stored, and until when they hold.

A decision holds while partners, approaches, dates, status and leads of both are what they were when it was taken. After
a change the finding is open again, and the page says what changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from iisg.access.saving import NotAllowed, Stale, save_version
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.words import join_words
from iisg.members.models import Person
from iisg.responses.models import About, PairDecision, Response
from iisg.responses.rules import may_edit_response

FIELDS = {
    "partners": "partners", "approaches": "approaches", "start_date": "start", "end_date": "end", "status": "status",
    "lead": "lead",
}  # fmt: skip

Rows = Mapping[str, Mapping[str, Any]]  # responses of a portfolio by code
Fingerprint = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Decided:
    """A stored decision, and what of the two responses changed since."""

    stored: PairDecision
    changes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.changes

    @property
    def standing(self) -> str:
        """The decision while it holds, or nothing."""
        return self.stored.decision if self.holds else ""

    @property
    def lapsed_words(self) -> str:
        return f"Open again, because {join_words(self.changes)} changed since." if self.changes else ""


def rows_of(portfolio: Portfolio) -> Rows:
    return {row["code"]: row for row in portfolio.responses.to_dicts()}


def fingerprint(a: str, b: str, rows: Rows) -> Fingerprint:
    """What a decision on these two rests on, as it can be stored."""
    return {code: {name: _storable(rows[code][name]) for name in FIELDS} for code in (a, b)}


def _storable(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def read_decisions(about: About, rows: Rows) -> dict[frozenset[str], Decided]:
    """All that the person acting may see, by the codes of the two."""
    found = {}
    for stored in PairDecision.objects.filter(about=about).select_related("first", "second"):
        codes = stored.first.code, stored.second.code
        if all(code in rows for code in codes):
            found[frozenset(codes)] = Decided(stored, _changes(stored.fingerprint, fingerprint(*codes, rows)))
    return found


def standing_decisions(about: About, rows: Rows) -> dict[frozenset[str], str]:
    """Those of `read_decisions` that hold, as words."""
    return {codes: decided.standing for codes, decided in read_decisions(about, rows).items() if decided.holds}


def _changes(then: Fingerprint, now: Fingerprint) -> tuple[str, ...]:
    return tuple(
        f"the {words} of {code}"
        for code in now
        for name, words in FIELDS.items()
        if then.get(code, {}).get(name) != now[code][name]
    )


def may_decide(person: Person | None, first: Response, second: Response) -> bool:
    """The leads of either, and the Secretariat."""
    return may_edit_response(person, first) or may_edit_response(person, second)


@transaction.atomic
def decide(
    about: About,
    pair: tuple[Response, Response],
    *,
    by: Person,
    version: int,
    decision: str,
    reason: str,
    rests_on: Fingerprint,
) -> PairDecision:
    """Store a decision; `version` is 0 where there was none. Raises Stale when somebody decided since."""
    first, second = sorted(pair, key=lambda each: each.pk)
    if not may_decide(by, first, second):
        raise NotAllowed("The leads of either response and the Secretariat decide on a pair.")
    fields = {
        "decision": decision,
        "reason": reason,
        "fingerprint": rests_on,
        "decided_by": _sign(by),
        "decided_on": timezone.localdate(),
    }
    of = PairDecision.objects.filter(about=about, first=first, second=second)
    if stored := of.first():
        save_version(stored, version, fields)
        return stored
    try:
        with transaction.atomic():
            return PairDecision.objects.create(about=about, first=first, second=second, **fields)
    except IntegrityError as error:
        raise Stale(of.get()) from error


def _sign(by: Person) -> str:
    return f"{by.name}, {by.organisation.short_name}" if by.organisation else by.name


@transaction.atomic
def undo(about: About, pair: tuple[Response, Response], *, by: Person, version: int) -> None:
    """Raises Stale when somebody decided otherwise since `version`."""
    if not may_decide(by, *pair):
        raise NotAllowed("The leads of either response and the Secretariat decide on a pair.")
    of = PairDecision.objects.filter(about=about, first__in=pair, second__in=pair)
    of.filter(version=version).delete()
    if other := of.first():
        raise Stale(other)
