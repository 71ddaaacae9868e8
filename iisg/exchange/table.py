"""One CSV file of the exchange folder as text cells, and what is wrong with it as a file.

Two readers give the same table. Python's csv is exact, tells where a file breaks, and reads everything that is small or
in any way unusual. Polars is many times faster, but lenient: it fills short rows, drops quotes and skips what it does
not understand. It is therefore given only large files whose every line end and quote has been seen to be plain.
"""

import codecs
import csv
import io
import re
import sys
from collections import Counter
from dataclasses import dataclass
from typing import Final

import polars as pl

from iisg.exchange.columns import Column, Sheet
from iisg.exchange.problems import MOST_LINES, Problem, Problems

ROW: Final = "row"
WORTH_THE_CHECKS: Final = 1_000_000  # bytes from which the fast reader pays
MOST_COLUMNS: Final = 200  # of a header that is looked at name by name
_BLOCK: Final = 1 << 18
_OTHER_DELIMITERS: Final = {";": "semicolons", "\t": "tabs", "|": "bars"}
_UNFIT: Final = re.compile("[\0\ud800-\udfff]")  # NUL, and what `surrogateescape` made of bytes that are not UTF-8

# A cell may hold 32,767 characters; longer ones are to be reported with their place, not refused by the csv module.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


@dataclass(frozen=True)
class Table:
    """`cells`: ROW and the columns of the sheet that the file has, as String, null where empty.

    `torn` holds the names of rows that could not be read, `complete` is False if an unknown number was lost: enough to
    tell a reference to such a row from a reference to nothing.
    """

    file: str
    sheet: Sheet
    cells: pl.DataFrame
    torn: frozenset[str] = frozenset()
    complete: bool = True

    @property
    def columns(self) -> list[Column]:
        return [column for column in self.sheet.columns if column.name in self.cells.columns]


def read_table(file: str, sheet: Sheet, data: bytes, problems: Problems) -> Table:
    cells = read_plainly(data, sheet) if len(data) >= WORTH_THE_CHECKS else None
    if cells is None:
        return read_exactly(file, sheet, data, problems)
    return Table(file, sheet, cells.with_row_index(ROW, offset=2))


def read_plainly(data: bytes, sheet: Sheet) -> pl.DataFrame | None:
    """The cells of a file without any peculiarity, None for every other."""
    header = data[: data.find(b"\n")].decode("ascii", "replace").split(",")
    if sorted(header) != sorted(sheet.header) or not _is_plain(data):
        return None
    try:
        cells = pl.read_csv(data, infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    if cells.columns != header or cells[header[-1]].null_count():  # so do a short row and a blank line end
        return None
    return cells.with_columns(pl.all().replace("", None))


def _is_plain(data: bytes) -> bool:
    """Lines end in LF, and every quote opens a cell, closes one or is doubled inside one."""
    import numpy as np  # here, because small files do without and start sooner

    if b"\r" in data or b"\0" in data or data.endswith(b","):  # Polars drops an empty cell too many at the very end
        return False
    byte = np.frombuffer(data, dtype=np.uint8)
    blocks = range(0, len(byte), _BLOCK)  # small enough to stay in the processor's cache
    quotes = np.concatenate([at + np.flatnonzero(byte[at : at + _BLOCK] == ord('"')) for at in blocks])
    opening, closing = quotes[::2], quotes[1::2]
    if len(opening) != len(closing) or data.startswith(b'"'):
        return False
    before, after = byte[opening - 1], byte[np.minimum(closing + 1, len(byte) - 1)]
    opens = (before == ord(",")) | (before == ord("\n")) | (before == ord('"'))
    closes = (after == ord(",")) | (after == ord("\n")) | (after == ord('"'))
    return bool(opens.all() and closes.all() and (not len(closing) or closing[-1] + 1 < len(byte)))


def read_exactly(file: str, sheet: Sheet, data: bytes, problems: Problems) -> Table:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        problems.add(file, rule='the file is UTF-16; save it as "CSV UTF-8"')
        return _nothing(file, sheet)
    text = data.decode("utf-8-sig", "surrogateescape")
    records, complete = _split(file, text, problems)
    if not records or not _check_header(file, sheet, records[0], problems):
        return _nothing(file, sheet)
    if _UNFIT.search(text):
        _mend_characters(file, records, problems)
    header, width = records[0], len(records[0])
    whole = [(row, record) for row, record in enumerate(records[1:], 2) if len(record) == width]
    torn = [(row, record) for row, record in enumerate(records[1:], 2) if len(record) != width]
    problems.extend((_torn(file, row, record, width) for row, record in torn[:MOST_LINES]), len(torn))
    places = {name: header.index(name) for name in sheet.header if name in header}
    columns = {name: [record[place] or None for _, record in whole] for name, place in places.items()}
    cells = pl.DataFrame(
        {ROW: [row for row, _ in whole]} | columns, schema={ROW: pl.UInt32} | dict.fromkeys(columns, pl.String)
    )
    place = places.get(sheet.named_by, 0)
    return Table(file, sheet, cells, frozenset(r[place] for _, r in torn if len(r) > place), complete)


def _nothing(file: str, sheet: Sheet) -> Table:
    return Table(file, sheet, pl.DataFrame(schema={ROW: pl.UInt32}), complete=False)


def _split(file: str, text: str, problems: Problems) -> tuple[list[list[str]], bool]:
    """The records of the text, and whether they are all of it."""
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for record in reader:
            records.append(record)
            line = reader.line_num + 1
    except csv.Error as error:
        unclosed = "end of data" in str(error)
        rule = "a quote is opened and never closed" if unclosed else 'a quote inside a quoted cell must be doubled ("")'
        problems.add(file, len(records) + 1, rule=f"{rule}: see line {line}; nothing after it was read")
        return records, False
    if not records:
        problems.add(file, rule="the file is empty; it must begin with the names of the columns")
    return records, True


def _check_header(file: str, sheet: Sheet, header: list[str], problems: Problems) -> bool:
    """Reports columns that are missing, unknown or there twice; False if none could be told apart."""
    for delimiter, words in _OTHER_DELIMITERS.items():
        if len(header) == 1 and delimiter in header[0]:
            problems.add(file, 1, value=header[0], rule=f"columns are separated by commas, not by {words}")
            return False
    if len(header) > MOST_COLUMNS:
        problems.add(file, 1, rule=f"there are {len(header):,} columns; known are {' '.join(sheet.header)}")
        return False
    for name, times in Counter(header).items():
        if name not in sheet.header:
            problems.add(file, 1, name, name, rule=f"there is no such column; known are {' '.join(sheet.header)}")
        elif times > 1:
            problems.add(file, 1, name, name, rule="the column is there twice")
    for name in sheet.header:
        if name not in header:
            problems.add(file, 1, name, rule="the column is missing")
    return True


def _mend_characters(file: str, records: list[list[str]], problems: Problems) -> None:
    """Reports and replaces what no cell may hold, so that the other rules can still be checked."""
    header = records[0]
    for row, record in enumerate(records, 1):
        for place, cell in enumerate(record):
            if _UNFIT.search(cell):
                rule = "a NUL character" if "\0" in cell else 'these bytes are not UTF-8; save the file as "CSV UTF-8"'
                column = header[place] if row > 1 and place < len(header) else ""
                problems.add(file, row, column, cell, rule=rule)
                record[place] = _UNFIT.sub("\ufffd", cell)


def _torn(file: str, row: int, record: list[str], width: int) -> Problem:
    cells = "no cell (a blank line)" if not record else "1 cell" if len(record) == 1 else f"{len(record)} cells"
    return Problem(file, row, "", ",".join(record), f"the row has {cells}, the header {width}")
