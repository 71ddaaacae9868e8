"""The two readers of one file: what is hostile, what is accepted, and that the fast one never differs."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.exchange import table
from iisg.exchange.columns import CLAIMS, RATES
from iisg.exchange.folder import read_folder
from iisg.exchange.problems import FolderErrors, Problems
from tests.exchange.small import CLAIM, NEED, SMALL, small, text_of, write

HEADER = ",".join(CLAIMS.header)


def claims_of(folder, data: bytes) -> list[str | None]:
    """The rationales of the claims when claims.csv holds these bytes."""
    write(folder, SMALL)
    (folder / "claims.csv").write_bytes(data)
    return read_folder(folder)["claims"]["rationale"].to_list()


def lines_of(folder, data: bytes) -> list[str]:
    with pytest.raises(FolderErrors) as refusal:
        claims_of(folder, data)
    return refusal.value.lines


def row(number: int, rationale: str) -> str:
    return f"C-{number},N-1,R-1,AL,partly,{rationale},silent"


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADER}\n{row(1, 'x')}\n",
        f"{HEADER}\n{row(1, 'x')}",
        f"{HEADER}\r\n{row(1, 'x')}\r\n",
        f"\ufeff{HEADER}\r\n{row(1, 'x')}",
        f'"{HEADER.replace(",", chr(34) + "," + chr(34))}"\n{row(1, chr(34) + "x" + chr(34))}\n',
    ],
)
def test_a_bom_crlf_quotes_and_a_missing_last_line_end_are_accepted(tmp_path, text):
    assert claims_of(tmp_path, text.encode()) == ["x"]


@pytest.mark.parametrize(
    "cell", ["=cmd|'/c calc'!A0", "+1", "-1", "@x", "\tx", "\rx", "a\nb", "a\r\n\r\nb", '"', " x "]
)
def test_what_a_spreadsheet_might_run_or_break_is_kept_as_it_is(tmp_path, cell):
    quoted = '"' + cell.replace('"', '""') + '"'
    assert claims_of(tmp_path, f"{HEADER}\n{row(1, quoted)}\n".encode()) == [cell]


def test_rows_are_records_and_not_lines(tmp_path):
    rows = [CLAIM | {"code": "C-1", "rationale": "a\nb\r\nc"}, CLAIM | {"code": "C-2", "degree": "half"}]
    assert lines_of(tmp_path, text_of("claims", rows).encode()) == [
        "claims.csv:3:degree: half: is not one of fully largely partly marginally"
    ]


def test_a_nul_is_refused_with_its_place(tmp_path):
    assert lines_of(tmp_path, f"{HEADER}\n{row(1, 'a' + chr(0) + 'b')}\n".encode()) == [
        r"claims.csv:2:rationale: a\x00b: a NUL character"
    ]


def test_windows_1250_is_refused_cell_by_cell(tmp_path):
    data = f"{HEADER}\n{row(1, 'Niš')}\n{row(2, 'Vranje')}\n{row(3, 'Užice')}\n".encode("cp1250")
    rule = 'these bytes are not UTF-8; save the file as "CSV UTF-8"'
    assert lines_of(tmp_path, data) == [
        rf"claims.csv:2:rationale: Ni\x9a: {rule}",
        rf"claims.csv:4:rationale: U\x9eice: {rule}",
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_utf_16_is_refused_with_the_mend(tmp_path, encoding):
    data = f"{HEADER}\n{row(1, 'x')}\n"
    bom = {"utf-16": b"", "utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}[encoding]
    lines = lines_of(tmp_path, bom + data.encode(encoding.removesuffix("-bom")))
    assert lines == ['claims.csv::: : the file is UTF-16; save it as "CSV UTF-8"']


def test_a_quote_that_is_never_closed_is_told_with_its_row_and_line(tmp_path):
    data = f'{HEADER}\n{row(1, "x")}\nC-2,N-1,R-1,AL,partly,"open,silent\n{"x" * 50_000_000}'
    assert lines_of(tmp_path, data.encode()) == [
        "claims.csv:3:: : a quote is opened and never closed: see line 3; nothing after it was read"
    ]


def test_a_quote_inside_a_quoted_cell_must_be_doubled(tmp_path):
    assert lines_of(tmp_path, f"""{HEADER}\n{row(1, '"a "b" c"')}\n{row(2, "x")}\n""".encode()) == [
        'claims.csv:2:: : a quote inside a quoted cell must be doubled (""): see line 2; nothing after it was read'
    ]


def test_a_cell_of_fifty_megabytes_is_refused_with_its_place(tmp_path):
    lines = lines_of(tmp_path, f"{HEADER}\n{row(1, 'x' * 50_000_000)}\n".encode())
    assert lines == [f"claims.csv:2:rationale: {'x' * 59}…: longer than 32,767 characters"]


def test_a_header_without_end_is_one_line(tmp_path):
    (line,) = lines_of(tmp_path, ",".join(f"c{n}" for n in range(100_000)).encode())
    assert line.startswith("claims.csv:1:: : there are 100,000 columns; known are code need response")


@pytest.mark.parametrize(("delimiter", "words"), [(";", "semicolons"), ("\t", "tabs"), ("|", "bars")])
def test_another_delimiter_is_told(tmp_path, delimiter, words):
    shown = HEADER.replace(",", delimiter).replace("\t", r"\t")
    shown = shown if len(shown) <= 60 else shown[:59] + "…"
    assert lines_of(tmp_path, HEADER.replace(",", delimiter).encode()) == [
        f"claims.csv:1:: {shown}: columns are separated by commas, not by {words}"
    ]


def test_rows_with_too_few_and_too_many_cells_and_blank_lines_are_told(tmp_path):
    data = f"{HEADER}\n{row(1, 'x')},more\nC-2,N-1\n\n{row(3, 'x')}\nC-4\n"
    assert lines_of(tmp_path, data.encode()) == [
        "claims.csv:2:: C-1,N-1,R-1,AL,partly,x,silent,more: the row has 8 cells, the header 7",
        "claims.csv:3:: C-2,N-1: the row has 2 cells, the header 7",
        "claims.csv:4:: : the row has no cell (a blank line), the header 7",
        "claims.csv:6:: C-4: the row has 1 cell, the header 7",
    ]


def test_an_empty_file_is_told(tmp_path):
    for data in (b"", b"\xef\xbb\xbf"):
        assert lines_of(tmp_path, data) == [
            "claims.csv::: : the file is empty; it must begin with the names of the columns"
        ]


@pytest.mark.parametrize("damage", ["N-1,short\n", 'N-1,"open', "blank header"])
def test_a_row_that_could_not_be_read_makes_no_reference_to_it_wrong(tmp_path, damage):
    write(tmp_path, SMALL)
    header = text_of("needs", [])
    (tmp_path / "needs.csv").write_text(damage if damage == "blank header" else header + damage)
    with pytest.raises(FolderErrors) as refusal:
        read_folder(tmp_path)
    files = {problem.file for problem in refusal.value.problems}
    assert files - {"needs_2023.csv"} == {"needs.csv"}


@given(st.binary(max_size=400))
@settings(max_examples=60)
def test_no_bytes_crash_the_reader(tmp_path_factory, data):
    folder = write(tmp_path_factory.mktemp("bytes"), {name: SMALL[name] for name in ("needs", "responses")})
    for prefix in (b"", HEADER.encode() + b"\n"):
        (folder / "claims.csv").write_bytes(prefix + data)
        try:
            read_folder(folder)
        except FolderErrors as errors:
            assert all(line.startswith("claims.csv:") and "\n" not in line for line in errors.lines)


CELLS = st.text(st.sampled_from('ab,;"\n\r\t \0ë🙂\\\ufeff='), max_size=6)
LINES = st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=6)
NOISE = st.text(st.sampled_from('a1,,""\n\n\r ë'), max_size=60)


def both(data: bytes):
    """What the two readers make of a rates file; the fast one may pass."""
    fast = table.read_plainly(data, RATES)
    problems = Problems()
    exact = table.read_exactly("rates.csv", RATES, data, problems)
    return fast, exact, problems.total


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
@settings(max_examples=400)
def test_the_fast_reader_gives_the_same_cells_or_passes(rows, line_end, quoting):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=line_end, quoting=quoting)
    writer.writerow(RATES.header)
    writer.writerows(rows)
    fast, exact, _ = both(out.getvalue().encode())
    assert fast is None or fast.rows() == exact.cells.drop(table.ROW).rows()


@given(NOISE)
@settings(max_examples=1_500)
def test_the_fast_reader_never_accepts_what_the_exact_one_complains_about(noise):
    fast, exact, complaints = both((",".join(RATES.header) + "\n" + noise).encode())
    assert fast is None or (complaints == 0 and fast.rows() == exact.cells.drop(table.ROW).rows())


def test_the_fast_reader_does_not_pass_on_an_ordinary_file():
    quoted = 'USD,2024,1.1,"a ""b"", c\nd"\n'
    fast, exact, _ = both((",".join(RATES.header) + "\n" + quoted * 3).encode())
    assert fast is not None
    assert fast.rows() == exact.cells.drop(table.ROW).rows() == [("USD", "2024", "1.1", 'a "b", c\nd')] * 3


def test_a_large_folder_is_told_the_same_as_a_small_one(tmp_path, monkeypatch):
    files = small(claims={"degree": "half"})
    files["needs"] += [NEED | {"code": f"N-1{number}", "pillar": "x" * (number % 2)} for number in range(9)]
    write(tmp_path, files)
    with pytest.raises(FolderErrors) as exact:
        read_folder(tmp_path)
    monkeypatch.setattr(table, "WORTH_THE_CHECKS", 0)
    with pytest.raises(FolderErrors) as fast:
        read_folder(tmp_path)
    assert fast.value.lines == exact.value.lines
