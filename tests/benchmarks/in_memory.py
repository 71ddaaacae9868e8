"""One kind of analysis over a folder already in memory, in a process of its own. Prints seconds and CPU seconds.

python -m tests.benchmarks.in_memory KIND FOLDER DAY
"""

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from iisg.analysis.coverage import coverage
from iisg.analysis.gaps import gaps
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.synergies import synergies
from iisg.exchange.folder import portfolio_from, read_folder

DEGREES = {"fully": 1.0, "largely": 0.75, "partly": 0.5, "marginally": 0.25}


def bare(portfolio: Portfolio, on: date) -> pl.DataFrame:
    """One pass over the claims: the strict reading of each cell. No families, no dates to come, no other readings."""
    active = portfolio.responses.filter(pl.lit(on).is_between("start_date", "end_date")).select(response="code")
    claims = portfolio.claims.join(active, on="response", how="semi").explode("partners")
    degree = pl.col("degree").replace_strict(DEGREES).filter(pl.col("partner_word") != "disputes")
    return (
        claims.group_by("need", "partners")
        .agg(
            degree.max().alias("low"),
            degree.sum().clip(upper_bound=1).alias("high"),
            (1 - (1 - degree).product()).alias("point"),
            pl.struct("code", "response", "degree", "partner_word").alias("claims"),
        )
        .sort("need", "partners")
    )


KINDS: dict[str, Callable[[Portfolio, date], object]] = {
    "coverage": coverage,
    "gaps": gaps,
    "synergies": synergies,
    "bare": bare,
}


def main(kind: str, folder: Path, on: date) -> None:
    portfolio = portfolio_from(read_folder(folder))
    wall, cpu = time.perf_counter(), time.process_time()
    KINDS[kind](portfolio, on)
    print(time.perf_counter() - wall, time.process_time() - cpu)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))
