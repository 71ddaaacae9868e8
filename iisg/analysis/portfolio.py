"""The frames that every function of the analysis reads.

Column names are those of the exchange folder. An empty list cell is an empty list, an empty scalar is null. Rows may
come in any order, further columns are left out. Money is `Decimal(38, 6)`: exact sums, far above any budget.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

Columns = dict[str, pl.DataType | type[pl.DataType]]

_LIST = pl.List(pl.String)

NEEDS: Columns = {
    "code": pl.String,
    "title": pl.String,
    "pillar": pl.String,
    "strand": pl.String,
    "measure": pl.String,
    "need_types": _LIST,
    "perspective": _LIST,
    "partners": _LIST,
    "priority": pl.String,
}
RESPONSES: Columns = {
    "code": pl.String,
    "title": pl.String,
    "pillar": pl.String,
    "secondary_pillars": _LIST,
    "lead": _LIST,
    "funders": _LIST,
    "implementers": _LIST,
    "partners": _LIST,
    "start_date": pl.Date,
    "end_date": pl.Date,
    "status": pl.String,
    "budget_eur": pl.Decimal(38, 6),
    "instrument": pl.String,
    "approaches": _LIST,
    "part_of": pl.String,
}
CLAIMS: Columns = {
    "code": pl.String,
    "need": pl.String,
    "response": pl.String,
    "partners": _LIST,
    "degree": pl.String,
    "partner_word": pl.String,
}
APPROACHES: Columns = {"code": pl.String, "name": pl.String, "serves": _LIST}
PREVIOUS: Columns = {**NEEDS, "fate": pl.String, "successors": _LIST}

SCHEMAS = {"needs": NEEDS, "responses": RESPONSES, "claims": CLAIMS, "approaches": APPROACHES, "previous": PREVIOUS}


class PortfolioError(ValueError):
    """A frame that the analysis cannot read; the message names the frame, the column and what it should hold."""


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything one analysis looks at. Each frame is brought to its schema on entry.

    `approaches` may be empty (then nothing is known of what an approach serves). `previous` holds the needs of the
    cycles before, with what became of them, or None. `earlier` holds the cycles before as portfolios of their own, each
    with its last day, oldest first: the two last ones are what tells whether a gap is chronic. A `part_of` or a claim
    that names a row which is not here is treated as if it named nothing.

    Raises PortfolioError for a missing column or a value that its column cannot hold.
    """

    needs: pl.DataFrame
    responses: pl.DataFrame
    claims: pl.DataFrame
    approaches: pl.DataFrame
    previous: pl.DataFrame | None = None
    earlier: tuple[tuple["Portfolio", date], ...] = field(default=(), kw_only=True)

    def __post_init__(self) -> None:
        for name in SCHEMAS:
            frame = getattr(self, name)
            if frame is not None:
                object.__setattr__(self, name, _conform(name, frame))


def frame_of(name: str, rows: list[dict[str, Any]] | None = None) -> pl.DataFrame:
    """A frame of `SCHEMAS[name]` from plain rows; without rows an empty one. A key that a row lacks is empty."""
    schema = SCHEMAS[name]
    columns = {column: [row.get(column) for row in rows or []] for column in schema}
    return _conform(name, pl.DataFrame(columns, schema=schema, strict=True))


def _conform(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    columns = []
    for column, dtype in SCHEMAS[name].items():
        if column not in frame.columns:
            raise PortfolioError(f"{name}: column {column} is missing; it must hold {dtype}")
        expression = pl.col(column)
        if frame.schema[column] != dtype:
            try:
                frame = frame.with_columns(expression.cast(dtype))
            except pl.exceptions.PolarsError as error:
                raise PortfolioError(
                    f"{name}: column {column} must hold {dtype}, not {frame.schema[column]}"
                ) from error
        columns.append(expression.fill_null([]) if dtype == _LIST else expression)
    return frame.select(columns)
