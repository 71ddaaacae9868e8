"""Records joined as one action: say by its funder and by its implementer. The analysis sees one response.

Of the record that stays come code, title, main pillar and status. Lists (leads, funders, implementers, partners,
approaches, further pillars) are those of all reports together. Its dates, amount, instrument and programme hold; where
it states none, those of the first other report, by code, that does. Claims by any of the reports are claims by the one
response, so they help once, and what was a component of one is a component of it.

A record whose other one is not at hand counts as itself: what a reader may not see changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from iisg.analysis.portfolio import RESPONSES, frame_of

JOINED = "joined_into"
TOGETHER = ("lead", "funders", "implementers", "partners", "approaches")
EITHER = (("start_date", "end_date"), ("budget_eur",), ("instrument",), ("part_of",))  # taken as a group

Row = Mapping[str, Any]


def join_records(responses: pl.DataFrame, claims: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Responses and claims as of a Portfolio, with records that name another in `joined_into` made one with it.

    responses: as RESPONSES, with the further column `joined_into` (String, never in a chain). Gives both frames in the
    same order, without the joined records and that column.
    """
    pairs = responses.join(responses.select(pl.col("code").alias(JOINED)), on=JOINED, how="semi")
    into = dict(pairs.select("code", JOINED).iter_rows())
    if not into:
        return responses.drop(JOINED), claims
    code = pl.col("code")
    involved = responses.filter(code.is_in([*into, *into.values()])).sort("code").to_dicts()
    kept = [row for row in involved if row["code"] not in into]
    actions = frame_of("responses", [_merge([k, *(r for r in involved if r[JOINED] == k["code"])]) for k in kept])
    order = responses.select("code").with_row_index("at")
    rest = responses.filter(~code.is_in(actions["code"].implode()), ~code.is_in(list(into))).select(list(RESPONSES))
    whole = pl.concat([rest, actions]).join(order, on="code").sort("at").drop("at")
    return whole.with_columns(_moved("part_of", into)), claims.with_columns(_moved("response", into))


def _moved(column: str, into: Mapping[str, str]) -> pl.Expr:
    return pl.col(column).replace(list(into), list(into.values()))


def _merge(reports: Sequence[Row]) -> dict[str, Any]:
    """The record that stays comes first."""
    kept = reports[0]
    merged = {name: kept[name] for name in RESPONSES}
    merged |= {name: _union(row[name] for row in reports) for name in TOGETHER}
    merged["partners"].sort()  # as every response gives them
    pillars = _union([*row["secondary_pillars"], row["pillar"]] for row in reports)
    merged["secondary_pillars"] = [pillar for pillar in pillars if pillar != kept["pillar"]]
    for names in EITHER:
        first = next((row for row in reports if any(row[name] is not None for name in names)), kept)
        merged |= {name: first[name] for name in names}
    return merged


def _union(lists: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(item for items in lists for item in items or ()))
