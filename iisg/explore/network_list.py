"""The network as the page shows it: the strongest organisations with their ties, the pairs, one organisation's own.

Two readings: tied by responses in common, or by helping the same need for the same partner (a cell). The largest are
those with most responses, or cells, among the tied ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from iisg.analysis.activity import is_active
from iisg.analysis.network import ROLES, organisations, ties
from iisg.analysis.portfolio import Portfolio
from iisg.explore.filters import Choice, Filters
from iisg.explore.narrowed import narrow
from iisg.framework.names import PILLARS

CELLS = "cells"
ROLE = Choice("role", "Role", {"lead": "Lead", "funder": "Funder", "implementer": "Implementer"})
TIED = Choice("tied", "Tied by", {CELLS: "Same need and partner"}, everything="Shared responses", narrows=False)
WHICH = Choice("which", "Responses", {"all": "All in the register"}, everything="Under way", narrows=False)
MOST_DRAWN = 20

Linked = tuple[str, str]  # code and title


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation of the network; size and others in the reading asked for."""

    name: str
    responses: tuple[str, ...]
    needs: tuple[str, ...]  # those of its cells, where these make its size
    size: int
    others: int


@dataclass(frozen=True, slots=True)
class Tie:
    """Two organisations and what ties them; strength in the reading asked for."""

    finding: Mapping[str, Any]
    strength: int
    responses: tuple[Linked, ...]
    needs: tuple[Linked, ...]
    pillars: tuple[str, ...]  # of these responses and needs

    @property
    def a(self) -> str:
        return str(self.finding["a"])

    @property
    def b(self) -> str:
        return str(self.finding["b"])

    def other(self, name: str) -> str:
        return self.b if name == self.a else self.a


@dataclass(frozen=True, slots=True)
class Web:
    """All organisations that are tied, the largest first, and all their ties, the strongest first."""

    members: tuple[Member, ...]
    ties: tuple[Tie, ...]

    def of(self, name: str) -> list[Tie]:
        return [tie for tie in self.ties if name in (tie.a, tie.b)]

    def say_most(self, name: str, focus: str = "") -> str:
        """With whom an organisation shares most, and how much; or how much with the one looked at."""
        tie = next(tie for tie in self.of(name) if focus in ("", name, tie.a, tie.b))
        most = "" if focus not in ("", name) else "most "
        return f"{most}with {tie.other(name)}: {tie.strength}"

    def draw(self, focus: str = "", most: int = MOST_DRAWN) -> list[Member]:
        """Those to draw: the largest, or one organisation and those most tied to it."""
        if not focus:
            return list(self.members[:most])
        by_name = {member.name: member for member in self.members}
        return [by_name[name] for name in (focus, *(tie.other(focus) for tie in self.of(focus))) if name in by_name][
            :most
        ]


def weave(portfolio: Portfolio, asked: Filters) -> Web:
    """The ties that the filters ask for, in the reading asked for."""
    cut, roles = narrow(portfolio, asked), [asked["role"]] if asked["role"] else list(ROLES)
    among, by_cells = list_responses(portfolio.responses, asked), asked["tied"] == CELLS
    records = pl.concat([portfolio.needs, portfolio.responses], how="diagonal").select("code", "title", "pillar")
    about = {row["code"]: row for row in records.iter_rows(named=True)}
    tied = ties(cut, asked.on, roles, among)
    found = [_tie(row, about, by_cells=by_cells) for row in tied.to_dicts()]
    members = [_member(row, by_cells=by_cells) for row in organisations(cut, asked.on, roles, among, tied).to_dicts()]
    order = sorted((m for m in members if m.others), key=lambda m: (-m.size, -m.others, m.name))
    return Web(tuple(order), tuple(sorted((tie for tie in found if tie.strength), key=_rank)))


def list_responses(responses: pl.DataFrame, asked: Filters) -> pl.DataFrame:
    """Those whose parties are looked at: under way or all, of the pillar (as first or further one) and partner."""
    if not asked["which"]:
        responses = responses.filter(is_active(asked.on))
    if asked["pillar"]:
        further = pl.col("secondary_pillars").list.contains(asked["pillar"])
        responses = responses.filter((pl.col("pillar") == asked["pillar"]) | further)
    if asked["partner"]:
        responses = responses.filter(pl.col("partners").list.contains(asked["partner"]))
    return responses


def _member(row: Mapping[str, Any], *, by_cells: bool) -> Member:
    size, others = (row["cells"], row["beside"]) if by_cells else (len(row["responses"]), row["together"])
    needs = tuple(row["needs"]) if by_cells else ()
    return Member(row["organisation"], tuple(row["responses"]), needs, size, others)


def _tie(row: Mapping[str, Any], about: Mapping[str, Mapping[str, str]], *, by_cells: bool) -> Tie:
    tying = row["needs"] if by_cells else row["responses"]
    return Tie(
        row,
        row["cells"] if by_cells else len(row["responses"]),
        tuple((code, about[code]["title"]) for code in row["responses"]),
        tuple((code, about[code]["title"]) for code in row["needs"]),
        tuple(pillar for pillar in PILLARS if pillar in {about[code]["pillar"] for code in tying}),
    )


def _rank(tie: Tie) -> tuple[int, int, str, str]:
    """The strongest first, in the other reading too, then by name."""
    return -tie.strength, -len(tie.responses) - tie.finding["cells"], tie.a, tie.b


def list_own(portfolio: Portfolio, member: Member | None) -> list[dict[str, Any]]:
    """The responses of one organisation that count here, each with its roles in it, those under way longest last."""
    if member is None:
        return []
    rows = portfolio.responses.filter(pl.col("code").is_in(list(member.responses))).sort("end_date", "code")
    return [
        row | {"roles": [role for role, column in ROLES.items() if member.name in row[column]]}
        for row in rows.to_dicts()
    ]
