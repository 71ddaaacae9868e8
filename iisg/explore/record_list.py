"""Records that may be one action, registered twice: as the analysis proposes them, with what was decided on each pair.

Looked for among the records as they are registered, so that joined ones are found too and can be taken apart. Joining
itself is responses/joining.py.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from iisg.access.levels import Level, highest
from iisg.analysis.duplicates import near_duplicates
from iisg.explore import synergy_list
from iisg.explore.filters import Choice, Filters
from iisg.explore.gap_list import in_order
from iisg.explore.visible import Visible
from iisg.responses.decisions import Decided, read_decisions
from iisg.responses.models import About, Decision, Response
from iisg.responses.portfolio import registered

JOINED = "joined"
DECISION = Choice(
    "decision",
    "Decision",
    {Decision.DISMISSED: "Dismissed", Decision.CONTACTED: "Contacted", JOINED: "Joined", "any": "With and without"},
    everything="To act on",
)


@dataclass(frozen=True, slots=True)
class Records:
    """Two records that look alike."""

    finding: Mapping[str, Any]
    sides: tuple[Mapping[str, Any], Mapping[str, Any]]  # rows of the two responses, a and b
    decided: Decided | None
    is_joined: bool  # the two count as one action already

    @property
    def codes(self) -> tuple[str, str]:
        return self.finding["a"], self.finding["b"]

    @property
    def partners(self) -> tuple[str, ...]:
        return in_order(set(self.sides[0]["partners"]) & set(self.sides[1]["partners"]))

    @property
    def decision(self) -> str:
        """What holds of the two, or nothing."""
        if self.is_joined:
            return JOINED
        return self.decided.standing if self.decided else ""


def list_records() -> list[Records]:
    """All that the reader's rows give, the most alike first; demonstration records are left out."""
    responses = registered()
    rows = {row["code"]: row for row in responses.to_dicts()}
    actions = {code: row["joined_into"] or code for code, row in rows.items()}
    decided = read_decisions(About.RECORD, rows)
    return [
        Records(
            finding=finding,
            sides=(rows[finding["a"]], rows[finding["b"]]),
            decided=decided.get(frozenset((finding["a"], finding["b"]))),
            is_joined=actions[finding["a"]] == actions[finding["b"]],
        )
        for finding in near_duplicates(responses, read_references()).to_dicts()
    ]


def read_references() -> dict[str, list[str]]:
    """What identifies each record elsewhere: its IATI, OPSYS or contract numbers, and the page that describes it."""
    rows = Response.objects.values_list("code", "references", "source_url")
    return {code: [*filter(None, [*references, url])] for code, references, url in rows}


def is_wanted(decision: str, filter_word: str) -> bool:
    """As for synergies; a pair that is joined is settled."""
    if JOINED in (decision, filter_word):
        return filter_word in (decision, "any")
    return synergy_list.is_wanted(decision, filter_word)


def keep(found: Iterable[Records], filters: Filters) -> Iterator[Records]:
    for records in found:
        titles = (side["title"] for side in records.sides)
        if (
            (not filters["partner"] or filters["partner"] in records.partners)
            and (not filters["pillar"] or filters["pillar"] in {side["pillar"] for side in records.sides})
            and is_wanted(records.decision, filters["decision"])
            and filters.finds(*records.codes, *titles)
        ):
            yield records


def level_of(found: Iterable[Records], visible: Visible) -> str:
    return highest([Level.MEMBERS, *(visible.levels[code] for records in found for code in records.codes)])
