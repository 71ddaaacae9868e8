"""A portfolio brings its frames to their schemas, and says what it cannot read."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from iisg.analysis.portfolio import SCHEMAS, Portfolio, PortfolioError, frame_of


def with_responses(responses: pl.DataFrame) -> Portfolio:
    return Portfolio(frame_of("needs"), responses, frame_of("claims"), frame_of("approaches"))


def test_frames_come_out_with_the_columns_and_types_of_their_schema() -> None:
    rows = [{"code": "R1", "start_date": date(2026, 1, 1), "budget_eur": Decimal("1234.50"), "lead": ["UNDP"]}]
    loose = frame_of("responses", rows).with_columns(
        pl.col("start_date").cast(pl.Datetime), pl.col("budget_eur").cast(pl.String), extra=pl.lit("left out")
    )
    responses = with_responses(loose.reverse()).responses
    assert dict(responses.schema) == SCHEMAS["responses"]
    assert responses.equals(frame_of("responses", rows))


def test_an_empty_list_cell_is_an_empty_list_and_an_empty_scalar_is_null() -> None:
    row = frame_of("responses", [{"code": "R1"}]).row(0, named=True)
    assert (row["lead"], row["part_of"], row["budget_eur"]) == ([], None, None)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(PortfolioError, match="responses: column status is missing; it must hold String"):
        with_responses(frame_of("responses").drop("status"))


def test_a_value_that_its_column_cannot_hold_is_named() -> None:
    broken = frame_of("responses", [{"code": "R1"}]).with_columns(end_date=pl.lit("soon"))
    with pytest.raises(PortfolioError, match="responses: column end_date must hold Date, not String"):
        with_responses(broken)
