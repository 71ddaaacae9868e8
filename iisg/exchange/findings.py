"""Writes the findings of an analysis for other programs and for people: JSON, CSV or a table of text.

The fields, their order and the order of the rows are those that other programs rely on; whatever else a frame of
findings carries is for the pages and left out here.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import polars as pl

from iisg.access.formulas import neutralise
from iisg.exchange.problems import show
from iisg.framework.names import FOOTNOTE, PARTNERS

Findings = pl.DataFrame | Sequence[Mapping[str, Any]] | Mapping[str, Any]

FIELDS: Final = {
    "coverage": (
        "need",
        "partner",
        "low",
        "point",
        "high",
        "band",
        "planned_band",
        "claimed_point",
        "claimed_band",
        "gap_opens_on",
        "claims",
    ),
    "gaps": ("kind", "need", "partner", "response", "organisation", "score", "parts", "reasons"),
    "synergies": ("kind", "a", "b", "needs", "partners", "approaches", "from", "to", "reasons"),
    "approaches": (
        "approach",
        "need_type",
        "partner",
        "pillar",
        "responses",
        "claims",
        "eur_disclosed",
        "undisclosed",
    ),
    "risk": ("organisation", "response", "need", "partner", "band_before", "band_after"),
    "allocate": ("chosen", "cost", "before", "after", "runner_up", "reasons"),
}
IMBALANCE_ONLY: Final = ("pillar", "perspective")  # fields that no other kind of gap has
_quote: Final = json.JSONEncoder(ensure_ascii=False).encode


def to_json(kind: str, findings: Findings) -> bytes:
    """One array of objects, one object a line; an allocation is one object."""
    if isinstance(findings, Mapping):
        return f"{write_value(_pick(kind, findings))}\n".encode()
    if isinstance(findings, pl.DataFrame) and not _holds_decimals(findings) and kind != "gaps":
        lines = io.BytesIO()
        _in_order(kind, findings.select(FIELDS[kind])).write_ndjson(lines)  # twice as fast as write_json
        return b"[" + lines.getvalue().removesuffix(b"\n").replace(b"\n", b",\n") + b"]\n"
    rows = (write_value(row) for row in rows_of(kind, findings))
    return ("[" + ",\n".join(rows) + "]\n").encode()


def write_value(value: Any) -> str:
    """JSON in which decimals are numbers with all their digits, which the json module cannot write."""
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, Mapping):
        return "{" + ",".join([f"{_quote(key)}:{write_value(item)}" for key, item in value.items()]) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join([write_value(item) for item in value]) + "]"
    return _quote(value.isoformat() if isinstance(value, date) else value)


def plain_decimal(value: Decimal) -> str:
    """All digits, no exponent, no zeros at the end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def rows_of(kind: str, findings: Findings) -> list[dict[str, Any]]:
    """The findings as plain rows with the fields of their kind, in the order that other programs rely on."""
    if isinstance(findings, Mapping):
        return [_pick(kind, findings)]
    if isinstance(findings, pl.DataFrame):
        plain = _in_order(kind, findings).to_dicts()
    else:
        plain = sorted(map(dict, findings), key=lambda row: _place(kind, row))
    return [_pick(kind, row) for row in plain]


def _pick(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    more = IMBALANCE_ONLY if row.get("kind") == "imbalance" else ()
    return {field: row[field] for field in (*FIELDS[kind], *more)}


def _in_order(kind: str, frame: pl.DataFrame) -> pl.DataFrame:
    fields = [*FIELDS[kind], *(field for field in IMBALANCE_ONLY if kind == "gaps" and field in frame.columns)]
    scalars = [field for field in fields if not frame.schema[field].is_nested()]
    return frame.sort(scalars, nulls_last=False, maintain_order=True)


def _place(kind: str, row: Mapping[str, Any]) -> list[tuple[bool, Any]]:
    fields = [*FIELDS[kind], *(field for field in IMBALANCE_ONLY if field in row)]
    values = [row[field] for field in fields if not isinstance(row[field], list | tuple | Mapping)]
    return [(value is not None, value if value is not None else 0) for value in values]


def _holds_decimals(frame: pl.DataFrame) -> bool:
    return any("Decimal" in str(dtype) for dtype in frame.schema.values())


def to_csv(kind: str, findings: Findings) -> bytes:
    """A header and one line per finding; lists with `;` between values, what is nested deeper as JSON."""
    rows = rows_of(kind, findings)
    fields = list(FIELDS[kind]) + [field for field in IMBALANCE_ONLY if any(field in row for row in rows)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows([neutralise(_cell(row.get(field))) for field in fields] for row in rows)
    return out.getvalue().encode()


def _cell(value: Any) -> str | float | int:
    if isinstance(value, list | tuple):
        plain = all(isinstance(item, str) for item in value)
        return ";".join(value) if plain else write_value(value)
    if isinstance(value, Mapping):
        return write_value(value)
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value


def to_table(kind: str, findings: Findings) -> bytes:
    """Columns of text for people; a list of objects is told by its length."""
    rows = rows_of(kind, findings)
    fields = list(FIELDS[kind])
    lines = [fields, *([_glance(row[field]) for field in fields] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(fields))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    rule = "  ".join("-" * width for width in widths)
    total = f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}"
    footnote = [FOOTNOTE] if any(PARTNERS["XK"] in line for line in text) else []
    return ("\n".join([text[0], rule, *text[1:], total, *footnote]) + "\n").encode()


def _glance(value: Any) -> str:
    if isinstance(value, list | tuple) and any(not isinstance(item, str) for item in value):
        return str(len(value))
    return show(str(_cell(value)))


WRITERS: Final = {"json": to_json, "csv": to_csv, "table": to_table}
