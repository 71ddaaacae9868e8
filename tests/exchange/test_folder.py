from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from iisg.exchange.columns import sheet_of
from iisg.exchange.folder import portfolio_from, read_folder
from iisg.exchange.problems import FolderErrors, show
from tests.exchange.small import CLAIM, NEED, RESPONSE, SMALL, small, text_of, write

ADDRESS = "a code has only printed characters, and no empty part, . or .. beside a /"
DAY = "is not a day like 2026-12-31"
AMOUNT = "is not a plain decimal like 1250000 or 1250000.5"
OUTSIDE = "is not a day from 1 Jan 1990 to 31 Dec 2099"
NO_END = f"{OUTSIDE}; where it is not known, leave the cell empty"
PARTNER = "is not one of AL BA XK ME MK RS"


def lines_of(folder: Path, files: list[str] | None = None) -> list[str]:
    with pytest.raises(FolderErrors) as refusal:
        read_folder(folder, files)
    return refusal.value.lines


BROKEN_CELLS = [
    ("needs", "code", "", "needs.csv:2:code: : must not be empty"),
    ("needs", "code", "N" * 101, f"needs.csv:2:code: {show('N' * 101)}: longer than 100 characters"),
    ("needs", "code", "N\t1", f"needs.csv:2:code: N\\t1: {ADDRESS}"),
    ("needs", "code", "N/../1", f"needs.csv:2:code: N/../1: {ADDRESS}"),
    ("needs", "code", "/1", f"needs.csv:2:code: /1: {ADDRESS}"),
    ("needs", "code", ".", f"needs.csv:2:code: .: {ADDRESS}"),
    ("needs", "title", "", "needs.csv:2:title: : must not be empty"),
    ("needs", "title", "  ", "needs.csv:2:title:   : must not be empty"),
    ("needs", "pillar", "", "needs.csv:2:pillar: : must not be empty"),
    ("needs", "pillar", "wbbsi", "needs.csv:2:pillar: wbbsi: is not one of WBCTi WBCSCi WBBSi"),
    ("needs", "strand", "other", "needs.csv:2:strand: other: is not one of anticipate prevent protect respond"),
    ("needs", "measure", "M-7", "needs.csv:2:measure: M-7: is not a code in measures.csv"),
    ("needs", "need_types", "", "needs.csv:2:need_types: : must not be empty"),
    (
        "needs",
        "need_types",
        "legislative ",
        "needs.csv:2:need_types: legislative : is not one of legislative institutional operational",
    ),
    (
        "needs",
        "perspective",
        "response;Prevention",
        'needs.csv:2:perspective: response;Prevention: "Prevention" is not one of prevention response',
    ),
    ("needs", "partners", "AL; RS", f'needs.csv:2:partners: AL; RS: " RS" {PARTNER}'),
    ("needs", "partners", "AL;RS;", f'needs.csv:2:partners: AL;RS;: "" {PARTNER}'),
    ("needs", "partners", "AL;RS;AL", 'needs.csv:2:partners: AL;RS;AL: "AL" is there twice'),
    ("needs", "priority", "", "needs.csv:2:priority: : must not be empty"),
    ("needs", "priority", "urgent", "needs.csv:2:priority: urgent: is not one of high medium low"),
    ("needs", "acquis_chapter", "24;24", 'needs.csv:2:acquis_chapter: 24;24: "24" is there twice'),
    ("needs", "document", "D-7", "needs.csv:2:document: D-7: is not a code in documents.csv"),
    ("needs", "level", "", "needs.csv:2:level: : must not be empty"),
    ("needs", "level", "PUBLIC", "needs.csv:2:level: PUBLIC: is not one of public members pillar secretariat"),
    (
        "responses",
        "secondary_pillars",
        "WBBS",
        "responses.csv:2:secondary_pillars: WBBS: is not one of WBCTi WBCSCi WBBSi",
    ),
    ("responses", "lead", "giz", "responses.csv:2:lead: giz: is not a short_name in organisations.csv"),
    ("responses", "funders", "O-1", "responses.csv:2:funders: O-1: is not a short_name in organisations.csv"),
    (
        "responses",
        "implementers",
        "GIZ;UN",
        'responses.csv:2:implementers: GIZ;UN: "UN" is not a short_name in organisations.csv',
    ),
    (
        "responses",
        "target_institutions",
        "Police;Police",
        'responses.csv:2:target_institutions: Police;Police: "Police" is there twice',
    ),
    ("responses", "start_date", "2025-02-30", f"responses.csv:2:start_date: 2025-02-30: {DAY}"),
    ("responses", "start_date", "2025-1-01", f"responses.csv:2:start_date: 2025-1-01: {DAY}"),
    ("responses", "start_date", "0000-01-01", f"responses.csv:2:start_date: 0000-01-01: {DAY}"),
    ("responses", "start_date", "٢٠٢٥-01-01", f"responses.csv:2:start_date: ٢٠٢٥-01-01: {DAY}"),
    ("responses", "end_date", "2025", f"responses.csv:2:end_date: 2025: {DAY}"),
    (
        "responses",
        "end_date",
        "2024-12-31",
        "responses.csv:2:end_date: 2024-12-31: is before the start_date 2025-01-01",
    ),
    ("responses", "end_date", "9999-12-31", f"responses.csv:2:end_date: 9999-12-31: {NO_END}"),
    ("responses", "start_date", "0001-01-01", f"responses.csv:2:start_date: 0001-01-01: {NO_END}"),
    ("responses", "end_date", "2100-01-01", f"responses.csv:2:end_date: 2100-01-01: {NO_END}"),
    ("responses", "date_precision", "week", "responses.csv:2:date_precision: week: is not one of day month year"),
    ("responses", "status", "", "responses.csv:2:status: : must not be empty"),
    (
        "responses",
        "status",
        "active",
        "responses.csv:2:status: active: is not one of planned ongoing completed suspended cancelled unknown",
    ),
    ("responses", "budget_eur", "-1", f"responses.csv:2:budget_eur: -1: {AMOUNT}"),
    ("responses", "budget_eur", "1e6", f"responses.csv:2:budget_eur: 1e6: {AMOUNT}"),
    ("responses", "budget_eur", "NaN", f"responses.csv:2:budget_eur: NaN: {AMOUNT}"),
    ("responses", "budget_eur", "1,5", f"responses.csv:2:budget_eur: 1,5: {AMOUNT}"),
    ("responses", "budget_amount", "1.234,56", f"responses.csv:2:budget_amount: 1.234,56: {AMOUNT}"),
    (
        "responses",
        "budget_amount",
        "9" * 16,
        "responses.csv:2:budget_amount: 9999999999999999: has more than 15 digits before the point or 6 after it",
    ),
    ("responses", "approaches", "gifts", "responses.csv:2:approaches: gifts: is not a code in approaches.csv"),
    ("responses", "part_of", "R-7", "responses.csv:2:part_of: R-7: is not a code in responses.csv"),
    ("responses", "part_of", "R-9", "responses.csv:2:part_of: R-9: is not a code in responses.csv"),
    ("responses", "part_of", "R-1", "responses.csv:2:part_of: R-1: makes R-1 a component of itself"),
    ("claims", "need", "", "claims.csv:2:need: : must not be empty"),
    ("claims", "need", "N-7", "claims.csv:2:need: N-7: is not a code in needs.csv or needs_2023.csv"),
    ("claims", "response", "R-7", "claims.csv:2:response: R-7: is not a code in responses.csv"),
    ("claims", "partners", "", "claims.csv:2:partners: : must not be empty"),
    ("claims", "partners", "AL;XK", "claims.csv:2:partners: AL;XK: XK not among the partners of its response R-1"),
    ("claims", "partners", "AL;BA", "claims.csv:2:partners: AL;BA: BA not among the partners of its need N-1"),
    ("claims", "degree", "0.5", "claims.csv:2:degree: 0.5: is not one of fully largely partly marginally"),
    ("claims", "partner_word", "", "claims.csv:2:partner_word: : must not be empty"),
    ("claims", "partner_word", "agree", "claims.csv:2:partner_word: agree: is not one of agrees disputes silent"),
    ("needs", "title", "ë" * 501, f"needs.csv:2:title: {'ë' * 59}…: longer than 500 characters"),
    (
        "documents",
        "date",
        "2024-13",
        "documents.csv:2:date: 2024-13: is not a day, month or year like 2026-12-31, 2026-12 or 2026",
    ),
    ("documents", "date", "1989-12", f"documents.csv:2:date: 1989-12: {OUTSIDE}"),
    ("documents", "date", "2100", f"documents.csv:2:date: 2100: {OUTSIDE}"),
    ("documents", "title", "", "documents.csv:2:title: : must not be empty"),
    (
        "approaches",
        "serves",
        "all",
        "approaches.csv:2:serves: all: is not one of legislative institutional operational",
    ),
    ("measures", "order", "first", "measures.csv:2:order: first: is not a whole number like 2026"),
    ("rates", "year", "20260", "rates.csv:2:year: 20260: is not a year from 1990 to 2099"),
    ("rates", "per_eur", "1.1 USD", f"rates.csv:2:per_eur: 1.1 USD: {AMOUNT}"),
    ("demo_needs", "code", "N-1", "demo_needs.csv:2:code: N-1: code must be unique: see needs.csv, row 2"),
    ("demo_claims", "code", "C-1", "demo_claims.csv:2:code: C-1: code must be unique: see claims.csv, row 2"),
    (
        "demo_claims",
        "response",
        "R-7",
        "demo_claims.csv:2:response: R-7: is not a code in responses.csv or demo_responses.csv",
    ),
    ("needs_2023", "fate", "lost", "needs_2023.csv:2:fate: lost: is not one of carried split merged met withdrawn"),
    ("needs_2023", "successors", "N-7", "needs_2023.csv:2:successors: N-7: is not a code in needs.csv"),
    ("needs_2023", "code", "N-1", "needs_2023.csv:2:code: N-1: code must be unique: see needs.csv, row 2"),
]


@pytest.mark.parametrize(("name", "column", "value", "line"), BROKEN_CELLS)
def test_a_broken_cell_is_told_by_its_place_value_and_rule(tmp_path, name, column, value, line):
    assert line in lines_of(write(tmp_path, small(**{name: {column: value}})))


def test_a_broken_cell_that_nothing_refers_to_is_the_only_line(tmp_path):
    write(tmp_path, small(needs={"priority": "urgent"}))
    assert lines_of(tmp_path) == ["needs.csv:2:priority: urgent: is not one of high medium low"]


def test_the_small_folder_is_valid(tmp_path):
    assert list(read_folder(write(tmp_path, SMALL)).frames) == list(SMALL)


def test_the_whole_folder_is_checked_and_told_in_the_order_of_files_rows_and_columns(tmp_path):
    files = small(rates={"year": "x"}, claims={"degree": "", "partner_word": "no"}, needs={"level": ""})
    files["needs"][1]["title"] = ""
    assert lines_of(write(tmp_path, files)) == [
        "needs.csv:2:level: : must not be empty",
        "needs.csv:3:title: : must not be empty",
        "claims.csv:2:degree: : must not be empty",
        "claims.csv:2:partner_word: no: is not one of agrees disputes silent",
        "rates.csv:2:year: x: is not a year from 1990 to 2099",
    ]


def test_every_column_that_must_not_be_empty_is_one_of_those_agreed(tmp_path):
    agreed = {
        "code",
        "title",
        "pillar",
        "partners",
        "need_types",
        "priority",
        "degree",
        "partner_word",
        "status",
        "level",
    }
    required = {c.name for name in SMALL if (sheet := sheet_of(name)) for c in sheet.columns if c.required}
    assert required == agreed | {"need", "response", "short_name"}


def test_typed_values_come_out_of_the_cells(tmp_path):
    response = read_folder(write(tmp_path, SMALL)).rows("responses")[1]
    assert {name: response[name] for name in ("lead", "start_date", "budget_eur", "part_of", "budget_note")} == {
        "lead": ["GIZ", "Frontex"],
        "start_date": date(2025, 1, 1),
        "budget_eur": Decimal("180000.5"),
        "part_of": None,
        "budget_note": None,
    }


def test_an_empty_list_cell_is_an_empty_list(tmp_path):
    folder = read_folder(write(tmp_path, small(responses={"lead": "", "approaches": ""})))
    assert [folder.rows("responses")[0][name] for name in ("lead", "approaches")] == [[], []]


def test_a_programme_that_is_part_of_its_own_component_is_told_for_each_step_of_the_loop(tmp_path):
    files = small(responses={"part_of": "R-2"}, demo_responses={"part_of": "R-1"})
    files["responses"][1]["part_of"] = "R-1"
    assert lines_of(write(tmp_path, files)) == [
        "responses.csv:2:part_of: R-2: makes R-1 a component of itself",
        "responses.csv:3:part_of: R-1: makes R-2 a component of itself",
    ]


def test_a_code_given_three_times_is_told_for_the_second_and_third(tmp_path):
    files = small()
    files["claims"] = [CLAIM, CLAIM, CLAIM]
    assert lines_of(write(tmp_path, files)) == [
        "claims.csv:3:code: C-1: code must be unique: see claims.csv, row 2",
        "claims.csv:4:code: C-1: code must be unique: see claims.csv, row 2",
    ]


def test_a_short_name_given_twice_could_mean_either(tmp_path):
    files = small(organisations={"short_name": "Frontex"})
    assert (
        "organisations.csv:3:short_name: Frontex: short_name must be unique: see organisations.csv, row 2"
        in lines_of(write(tmp_path, files))
    )


def test_a_rate_given_twice_for_a_year_is_told(tmp_path):
    files = small()
    files["rates"] *= 2
    assert lines_of(write(tmp_path, files)) == [
        "rates.csv:3:currency: USD: currency and year must be unique: see rates.csv, row 2"
    ]


def test_a_cell_may_hold_what_a_workbook_cell_can_hold_and_no_more(tmp_path):
    read_folder(write(tmp_path, small(needs={"description": "ë" * 32_767})))
    lines = lines_of(write(tmp_path, small(needs={"description": "ë" * 32_768})))
    assert lines == [f"needs.csv:2:description: {'ë' * 59}…: longer than 32,767 characters"]


def test_a_value_is_told_on_one_line_escaped_and_short(tmp_path):
    nasty = "a\nb\x1b[31m\u202e\\" + "x" * 99
    line = lines_of(write(tmp_path, small(needs={"priority": nasty})))[0]
    shown = r"a\nb\x1b[31m\u202e\\"
    assert line == f"needs.csv:2:priority: {shown + 'x' * (59 - len(shown))}…: is not one of high medium low"


def test_after_a_thousand_lines_comes_how_many_more(tmp_path):
    files = small()
    files["needs"] += [NEED | {"code": f"N-1{number}", "priority": "?"} for number in range(3, 1_206)]
    lines = lines_of(write(tmp_path, files))
    assert (len(lines), lines[0][:12], lines[-1]) == (1_001, "needs.csv:4:", "and 203 more problems")


def test_only_needs_responses_and_claims_must_be_there(tmp_path):
    write(tmp_path, {name: SMALL[name] for name in ("needs", "responses", "claims")})
    assert list(read_folder(tmp_path).frames) == ["needs", "responses", "claims"]
    (tmp_path / "claims.csv").unlink()
    assert lines_of(tmp_path) == ["claims.csv::: : the file is missing"]


def test_other_files_are_ignored(tmp_path):
    write(tmp_path, SMALL)
    for name in ("notes.csv", "needs_23.csv", "Needs.csv", "demo_rates.csv", "needs.csv.bak", "README.md"):
        (tmp_path / name).write_bytes(b"\xff\0")
    assert list(read_folder(tmp_path).frames) == list(SMALL)


def test_a_folder_that_is_none_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    (tmp_path / "needs.csv").mkdir()
    assert lines_of(tmp_path / "absent") == ["absent::: : there is no such folder"]
    assert lines_of(tmp_path / "file") == ["file::: : this is not a folder"]
    assert lines_of(tmp_path)[0] == "needs.csv::: : this is not a file"


def test_single_files_are_read_without_the_rest(tmp_path):
    write(tmp_path, {"responses": [RESPONSE | {"part_of": ""}], "needs": [NEED | {"title": ""}]})
    assert list(read_folder(tmp_path, ["responses.csv"]).frames) == ["responses"]
    assert lines_of(tmp_path, ["rates.csv", "x.csv"]) == [
        "rates.csv::: : the file is missing",
        "x.csv::: : this is no file of the exchange folder",
    ]


def test_columns_may_come_in_any_order(tmp_path):
    files = small()
    files["claims"] = [dict(reversed(CLAIM.items()))]
    write(tmp_path, files)
    assert read_folder(tmp_path).rows("claims") == [CLAIM | {"partners": ["AL", "RS"]}]


def test_columns_missing_unknown_and_doubled_are_told(tmp_path):
    write(tmp_path, SMALL)
    text = text_of("claims", SMALL["claims"])
    (tmp_path / "claims.csv").write_text(text.replace("rationale", "code").replace("degree", "Degree"))
    known = "code need response partners degree rationale partner_word"
    assert lines_of(tmp_path) == [
        f"claims.csv:1:Degree: Degree: there is no such column; known are {known}",
        "claims.csv:1:code: code: the column is there twice",
        "claims.csv:1:degree: : the column is missing",
        "claims.csv:1:rationale: : the column is missing",
    ]


def test_a_successor_belongs_to_a_later_cycle(tmp_path):
    earlier = SMALL["needs_2023"][0] | {"code": "N21-1", "successors": "N23-1"}
    read_folder(write(tmp_path, small() | {"needs_2021": [earlier]}))
    write(tmp_path, small(needs_2023={"successors": "N21-1"}) | {"needs_2021": [earlier]})
    assert lines_of(tmp_path) == ["needs_2023.csv:2:successors: N21-1: is not a code in needs.csv"]


def test_a_folder_without_any_row_is_valid(tmp_path):
    folder = read_folder(write(tmp_path, {name: [] for name in SMALL}))
    assert {frame.height for frame in folder.frames.values()} == {0}
    assert portfolio_from(folder).claims.height == 0


def test_the_analysis_sees_no_rows_of_demonstration(tmp_path):
    portfolio = portfolio_from(read_folder(write(tmp_path, SMALL)))
    assert portfolio.needs["code"].to_list() == ["N-1", "N-2"]
    assert portfolio.responses["code"].to_list() == ["R-1", "R-2"]
    assert portfolio.claims["code"].to_list() == ["C-1"]
    assert portfolio.previous is not None
    assert portfolio.previous["successors"].to_list() == [["N-1", "N-2"]]


def test_the_analysis_does_without_approaches_and_earlier_cycles(tmp_path):
    write(tmp_path, {name: SMALL[name] for name in ("needs", "responses", "claims")})
    portfolio = portfolio_from(read_folder(tmp_path))
    assert (portfolio.approaches.height, portfolio.previous) == (0, None)


def test_references_into_a_file_that_is_missing_are_not_told_as_wrong_too(tmp_path):
    write(tmp_path, {name: rows for name, rows in SMALL.items() if name != "needs"})
    assert lines_of(tmp_path) == ["needs.csv::: : the file is missing"]
