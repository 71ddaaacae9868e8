"""Records that may be one action, registered twice: as the analysis proposes them, with what was decided on each pair.

Nothing is joined here: whoever edits the records does that, and each keeps what it says until then.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from iisg.access.levels import Level, highest
from iisg.analysis.duplicates import near_duplicates
from iisg.explore.decisions import Decided, read_decisions, rows_of
from iisg.explore.filters import Filters
from iisg.explore.gap_list import in_order
from iisg.explore.models import About
from iisg.explore.synergy_list import is_wanted
from iisg.explore.visible import Visible
from iisg.responses.models import Response


@dataclass(frozen=True, slots=True)
class Records:
    """Two records that look alike."""

    finding: Mapping[str, Any]
    sides: tuple[Mapping[str, Any], Mapping[str, Any]]  # rows of the two responses, a and b
    decided: Decided | None

    @property
    def codes(self) -> tuple[str, str]:
        return self.finding["a"], self.finding["b"]

    @property
    def partners(self) -> tuple[str, ...]:
        return in_order(set(self.sides[0]["partners"]) & set(self.sides[1]["partners"]))

    @property
    def decision(self) -> str:
        """The decision that holds, or nothing."""
        return self.decided.stored.decision if self.decided and self.decided.holds else ""


def list_records(visible: Visible) -> list[Records]:
    """All that the reader's rows give, the most alike first; demonstration records are left out."""
    references = {code: url for code, url in Response.objects.values_list("code", "source_url") if url}
    rows = rows_of(visible.real)
    decided = read_decisions(About.RECORD, rows)
    return [
        Records(
            finding=finding,
            sides=(rows[finding["a"]], rows[finding["b"]]),
            decided=decided.get(frozenset((finding["a"], finding["b"]))),
        )
        for finding in near_duplicates(visible.real.responses, references).to_dicts()
    ]


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
