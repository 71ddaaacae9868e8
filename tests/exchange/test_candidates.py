from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from iisg.exchange.candidates import read_candidates
from iisg.exchange.problems import FolderErrors

HEADER = "code,title,cost_eur,need,partner,degree"
NEEDS = pl.DataFrame({"code": ["N-1", "N-2"], "partners": [["AL", "XK"], ["RS"]]})


def write(folder: Path, *lines: str) -> Path:
    path = folder / "candidates.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def problems(path: Path) -> list[str]:
    with pytest.raises(FolderErrors) as refused:
        read_candidates(path, NEEDS)
    return refused.value.lines


def test_several_rows_with_one_code_are_read_with_their_exact_cost(tmp_path):
    path = write(tmp_path, "A-1,Readers,100.25,N-1,AL,fully", "A-1,Readers,100.25,N-2,RS,partly")
    assert read_candidates(path, NEEDS).rows() == [
        ("A-1", "Readers", Decimal("100.25"), "N-1", "AL", "fully"),
        ("A-1", "Readers", Decimal("100.25"), "N-2", "RS", "partly"),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",Readers,1,N-1,AL,fully", "3:code: : must not be empty"),
        ("A-2,,1,N-1,AL,fully", "3:title: : must not be empty"),
        ("A-2,x,,N-1,AL,fully", "3:cost_eur: : must not be empty"),
        ("A-2,x,1e3,N-1,AL,fully", "3:cost_eur: 1e3: is not a plain decimal like 1250000 or 1250000.5"),
        ("A-2,x,1,N-9,AL,fully", "3:need: N-9: is not the code of a need"),
        ("A-2,x,1,N-1,RS,fully", "3:partner: RS: not among the partners of its need N-1"),
        ("A-2,x,1,N-1,FR,fully", "3:partner: FR: is not one of AL BA XK ME MK RS"),
        ("A-2,x,1,N-1,AL,mostly", "3:degree: mostly: is not one of fully largely partly marginally"),
        ("A-1,x,5,N-1,AL,fully", "3:cost_eur: 5: A-1 has one cost: see row 2"),
        (
            "A-1,x,1,N-1,XK,fully",
            "3:code: A-1: code and need and partner must be unique: see candidates.csv, row 2",
        ),
        ("A-2,x", "3:: A-2,x: the row has 2 cells, the header 6"),
    ],
)
def test_each_broken_rule_is_one_line_with_its_place(tmp_path, line, problem):
    assert problems(write(tmp_path, "A-1,Readers,1,N-1,XK,fully", line)) == [f"candidates.csv:{problem}"]


def test_a_missing_file_and_a_missing_column_are_told(tmp_path):
    assert problems(tmp_path / "none.csv")[0].startswith("none.csv::: : the file cannot be read")
    path = tmp_path / "short.csv"
    path.write_text("code,title,cost_eur,need,partner\n")
    assert problems(path) == ["short.csv:1:degree: : the column is missing"]


def test_a_file_without_rows_offers_nothing(tmp_path):
    assert read_candidates(write(tmp_path), NEEDS).rows() == []
