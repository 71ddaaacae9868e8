"""What a report says about a record beyond what the analysis computes with: titles, texts, evidence, sources.

Built from frames in the columns of the exchange folder, so that the database and a folder on disk give the same report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

Row = dict[str, Any]


@dataclass(frozen=True)
class Evidence:
    """The document that a need rests on, and where in it."""

    document: str
    locator: str


@dataclass(frozen=True)
class Labels:
    """Rows by code, under the names of the exchange folder's columns; `evidence` by need, any number each."""

    cycle: str
    needs: Mapping[str, Row]
    responses: Mapping[str, Row]
    claims: Mapping[str, Row]
    documents: Mapping[str, Row]
    measures: tuple[Row, ...]  # in the order of the template
    evidence: Mapping[str, tuple[Evidence, ...]]


def label(frames: Mapping[str, pl.DataFrame], cycle: str) -> Labels:
    """The labels of the folder's frames, named by file without ending (`needs`, `documents`, ...).

    Only needs, responses and claims must be there. A need's evidence is its `document` and `locator`.
    """
    needs = _by_code(frames, "needs")
    evidence = {
        code: (Evidence(row["document"], row.get("locator") or ""),)
        for code, row in needs.items()
        if row.get("document")
    }
    return Labels(
        cycle=cycle,
        needs=needs,
        responses=_by_code(frames, "responses"),
        claims=_by_code(frames, "claims"),
        documents=_by_code(frames, "documents"),
        measures=tuple(frames["measures"].to_dicts()) if "measures" in frames else (),
        evidence=evidence,
    )


def _by_code(frames: Mapping[str, pl.DataFrame], name: str) -> dict[str, Row]:
    return {row["code"]: row for row in frames[name].to_dicts()} if name in frames else {}
