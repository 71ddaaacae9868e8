"""CSV files for people: they open in a spreadsheet, which must not run a cell as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from iisg.access.downloads import attach
from iisg.access.formulas import neutralise


def csv_response(name: str, header: Sequence[str], rows: Iterable[Iterable[object]]) -> HttpResponse:
    """`name` without the ending. UTF-8, lines ended as RFC 4180 says."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([neutralise(cell) for cell in row] for row in rows)
    return attach(HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8"), f"{name}.csv")
