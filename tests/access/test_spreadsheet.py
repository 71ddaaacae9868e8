import csv
import io

import pytest

from iisg.access.formulas import neutralise
from iisg.access.spreadsheet import csv_response


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", " \t@"])
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(start):
    assert neutralise(f"{start}cmd|'/c calc'!A0") == f"'{start}cmd|'/c calc'!A0"


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), ("Kosovo*", "Kosovo*"), (12, "12"), (-1.5, "-1.5"), ("a=b", "a=b"), ("", "")]
)
def test_other_cells_stay_as_they_are(cell, text):
    assert neutralise(cell) == text


def test_a_file_is_a_download_that_no_browser_runs():
    response = csv_response("list", ["code", "title"], [["A", '=1, "two"\nlines']])
    assert response.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert response.headers["Content-Security-Policy"] == "sandbox"
    rows = list(csv.reader(io.StringIO(response.text, newline="")))
    assert rows == [["code", "title"], ["A", '\'=1, "two"\nlines']]
