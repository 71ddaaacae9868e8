"""What must hold in an exchange folder, cell by cell and between its files.

Every rule is one expression over a whole column: a folder with a million claims is checked in about a second, and the
rows that break a rule are looked at one by one only where there are some.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

import polars as pl

from iisg.access.limits import DECIMAL_PLACES, FIRST_DAY, LAST_DAY, SPAN, WHOLE_DIGITS
from iisg.exchange.columns import (
    BETWEEN_VALUES,
    CLAIMS,
    CODE,
    EARLIER_NEEDS,
    NEEDS,
    RESPONSES,
    Column,
    Form,
    Sheet,
    first_year,
    is_demo,
)
from iisg.exchange.problems import MOST_LINES, Problem, Problems, show
from iisg.exchange.table import ROW, Table
from iisg.framework.names import PARTNERS

ITEM: Final = "item"
OUT_OF_REACH: Final = f"is not a day from {SPAN}"
_YEAR: Final = "^({})$".format("|".join(map(str, range(FIRST_DAY.year, LAST_DAY.year + 1))))
_DECIMAL: Final = r"^[0-9]+(\.[0-9]+)?$"
_STORABLE: Final = rf"^[0-9]{{1,{WHOLE_DIGITS}}}(\.[0-9]{{1,{DECIMAL_PLACES}}})?$"

_IN_NO_ADDRESS: Final = r"\p{C}|(^|/)\.{0,2}(/|$)"  # a sign that is not printed; a part that browsers and proxies drop

Tables = Mapping[str, Table]


def check_tables(tables: Tables, problems: Problems) -> None:
    """Checks all files of a folder, by their names without the ending."""
    for name, table in tables.items():
        for column in table.columns:
            _check_length(table, column, problems)
            _check_values(table, column, problems)
            _check_form(table, column, problems)
            _check_code(table, column, problems)
            _check_references(name, table, column, tables, problems)
        _check_order_of_dates(table, problems)
        if table.sheet is CLAIMS:
            _check_claimed_partners(name, table, tables, problems)
    for kind in {_kind(table.sheet): None for table in tables.values()}:
        alike = [table for table in tables.values() if _kind(table.sheet) == kind]
        for key in {alike[0].sheet.key: None, (alike[0].sheet.named_by,): None}:
            _check_unique(alike, key, problems)
    _check_loops(tables, problems)


def _report(
    problems: Problems, table: Table, column: str, broken: pl.DataFrame, rule: str | Callable[[dict[str, Any]], str]
) -> None:
    """Reports the rows of `broken`, which has ROW, the column and whatever else the rule is to name."""
    first = broken.sort(ROW, maintain_order=True).head(MOST_LINES).to_dicts()
    found = (
        Problem(table.file, row[ROW], column, row[column] or "", rule if isinstance(rule, str) else rule(row))
        for row in first
    )
    problems.extend(found, broken.height)


def _select(table: Table, column: str, broken: pl.Expr) -> pl.DataFrame:
    return table.cells.select(ROW, column).filter(broken)


def _check_length(table: Table, column: Column, problems: Problems) -> None:
    text = pl.col(column.name)
    longest = table.cells.select(text.str.len_bytes().max()).item() or 0
    if longest > column.longest:
        broken = _select(table, column.name, text.str.len_chars() > column.longest)
        _report(problems, table, column.name, broken, f"longer than {column.longest:,} characters")


def _check_values(table: Table, column: Column, problems: Problems) -> None:
    """Empty cells, words that are not in the list, values given twice."""
    text = pl.col(column.name)
    if column.required:
        blank = text.is_null() if column.words else text.is_null() | (text.str.strip_chars() == "")
        _report(problems, table, column.name, _select(table, column.name, blank), "must not be empty")
    if column.words:
        words = pl.Series(column.words)
        _report_strangers(problems, table, column, words, f"is not one of {' '.join(column.words)}")
    if column.many:
        several = _distinct(table, column).filter(text.str.contains(BETWEEN_VALUES, literal=True))
        values = several.with_columns(text.str.split(BETWEEN_VALUES).alias(ITEM)).explode(ITEM)
        twice = values.filter(pl.struct(column.name, ITEM).is_duplicated()).unique(maintain_order=True)
        broken = _where(table, column, twice)
        _report(problems, table, column.name, broken, lambda row: f'"{show(row[ITEM])}" is there twice')


def _distinct(table: Table, column: Column) -> pl.DataFrame:
    return table.cells.select(column.name).drop_nulls().unique(maintain_order=True)


def _where(table: Table, column: Column, cells: pl.DataFrame) -> pl.DataFrame:
    """The rows that hold one of these cells."""
    if cells.is_empty():
        return pl.DataFrame(schema={ROW: pl.UInt32, column.name: pl.String, ITEM: pl.String})
    return table.cells.select(ROW, column.name).join(cells, on=column.name, maintain_order="left_right")


def _report_strangers(problems: Problems, table: Table, column: Column, known: pl.Series, rule: str) -> None:
    """Reports every value of the column that is not among the known ones."""
    text = pl.col(column.name)
    acquaintances = pl.DataFrame({ITEM: known}, schema={ITEM: pl.String})
    if column.many:
        values = _distinct(table, column).with_columns(text.str.split(BETWEEN_VALUES).alias(ITEM)).explode(ITEM)
        strangers = values.join(acquaintances, on=ITEM, how="anti", maintain_order="left").unique(maintain_order=True)
        _report(problems, table, column.name, _where(table, column, strangers), _naming(column, rule))
    else:
        values = table.cells.select(ROW, column.name).drop_nulls()
        strangers = values.join(acquaintances, left_on=column.name, right_on=ITEM, how="anti")
        _report(problems, table, column.name, strangers, rule)


def _naming(column: Column, rule: str) -> Callable[[dict[str, Any]], str]:
    return lambda row: rule if row[ITEM] == row[column.name] else f'"{show(row[ITEM])}" {rule}'


def is_day(text: pl.Expr) -> pl.Expr:
    plain = text.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$") & ~text.str.starts_with("0000")
    return plain & text.str.to_date("%Y-%m-%d", strict=False).is_not_null()


def _is_period(text: pl.Expr) -> pl.Expr:
    year, month = text + pl.lit("-01-01"), text + pl.lit("-01")
    return is_day(text) | is_day(month) | is_day(year)


def _is_in_reach(text: pl.Expr) -> pl.Expr:
    """Of a day, month or year, written as they must be: so written, the earlier one is the smaller text."""
    return (text >= str(FIRST_DAY.year)) & (text <= LAST_DAY.isoformat())


def _check_form(table: Table, column: Column, problems: Problems) -> None:
    text = pl.col(column.name)
    whole, places = WHOLE_DIGITS, DECIMAL_PLACES
    rules = {
        Form.DAY: [
            (~is_day(text), "is not a day like 2026-12-31"),
            (is_day(text) & ~_is_in_reach(text), f"{OUT_OF_REACH}; where it is not known, leave the cell empty"),
        ],
        Form.PERIOD: [
            (~_is_period(text), "is not a day, month or year like 2026-12-31, 2026-12 or 2026"),
            (_is_period(text) & ~_is_in_reach(text), OUT_OF_REACH),
        ],
        Form.YEAR: [(~text.str.contains(_YEAR), f"is not a year from {FIRST_DAY.year} to {LAST_DAY.year}")],
        Form.COUNT: [(~text.str.contains(r"^[0-9]{1,9}$"), "is not a whole number like 2026")],
        Form.AMOUNT: [
            (~text.str.contains(_DECIMAL), "is not a plain decimal like 1250000 or 1250000.5"),
            (
                text.str.contains(_DECIMAL) & ~text.str.contains(_STORABLE),
                f"has more than {whole} digits before the point or {places} after it",
            ),
        ],
    }
    for broken, rule in rules.get(column.form, []):
        _report(problems, table, column.name, _select(table, column.name, text.is_not_null() & broken), rule)


def _check_code(table: Table, column: Column, problems: Problems) -> None:
    """The page of each record has its code in its address."""
    if column != CODE:
        return
    text = pl.col(column.name)
    odd = _select(table, column.name, text.str.contains(_IN_NO_ADDRESS) & (text != ""))
    _report(
        problems, table, column.name, odd, "a code has only printed characters, and no empty part, . or .. beside a /"
    )


def _check_order_of_dates(table: Table, problems: Problems) -> None:
    if not {"start_date", "end_date"} <= set(table.cells.columns):
        return
    start, end = pl.col("start_date"), pl.col("end_date")
    dates = table.cells.select(ROW, start, end).filter(is_day(start), is_day(end), start > end)
    _report(problems, table, "end_date", dates, lambda row: f"is before the start_date {row['start_date']}")


def _check_references(name: str, table: Table, column: Column, tables: Tables, problems: Problems) -> None:
    """Rows of demonstration may refer to all rows, the others only to those that are there without demonstration."""
    if column.refers_to not in tables:
        return
    targets = _targets(name, table, column, tables)
    if not targets or not all(_is_whole(target) for target in targets):
        return
    known = pl.concat([_names_in(target) for target in targets])
    named_by = targets[0].sheet.named_by
    files = " or ".join(target.file for target in targets)
    _report_strangers(problems, table, column, known, f"is not a {named_by} in {files}")


def _targets(name: str, table: Table, column: Column, tables: Tables) -> list[Table]:
    def may_be_meant(other: str) -> bool:
        if column.refers_to != _kind(tables[other].sheet) or (is_demo(other) and not is_demo(name)):
            return False
        succeeds = not first_year(other) or first_year(other) > first_year(name)
        return succeeds if table.sheet is EARLIER_NEEDS else True

    return [tables[other] for other in tables if may_be_meant(other)]


def _kind(sheet: Sheet) -> str:
    return NEEDS.name if sheet is EARLIER_NEEDS else sheet.name


def _is_whole(table: Table) -> bool:
    return table.complete and table.sheet.named_by in table.cells.columns


def _names_in(table: Table) -> pl.Series:
    names = table.cells[table.sheet.named_by].drop_nulls()
    return pl.concat([names, pl.Series(names.name, sorted(table.torn), dtype=pl.String)])


def _check_unique(tables: list[Table], key: tuple[str, ...], problems: Problems) -> None:
    """Reports each row whose key an earlier row of these files has; a key without any value is none."""
    whole = [table for table in tables if set(key) <= set(table.cells.columns)]
    number = [pl.lit(number).alias("number") for number in range(len(whole))]
    rows = [table.cells.select(ROW, *key, at) for table, at in zip(whole, number, strict=True)]
    named = pl.concat(
        [frame.filter(pl.any_horizontal(pl.col(key).is_not_null())) for frame in rows] or [pl.DataFrame()]
    )
    if named.is_empty() or named.select(key).n_unique() == named.height:
        return
    first = [pl.col(name).first().over(key).alias(f"first_{name}") for name in (ROW, "number")]
    repeated = named.with_columns(first).filter(~pl.struct(key).is_first_distinct())

    def rule(row: dict[str, Any]) -> str:
        return f"{' and '.join(key)} must be unique: see {whole[row['first_number']].file}, row {row['first_row']}"

    for place, table in enumerate(whole):
        _report(problems, table, key[0], repeated.filter(pl.col("number") == place), rule)


def _check_loops(tables: Tables, problems: Problems) -> None:
    """No response is, through `part_of`, a component of itself."""
    responses = [
        table
        for table in tables.values()
        if table.sheet is RESPONSES and {"code", "part_of"} <= set(table.cells.columns)
    ]
    parts = [table.cells.select(ROW, "code", "part_of").drop_nulls() for table in responses]
    above = {code: part_of for frame in parts for _, code, part_of in frame.iter_rows()}
    looping = set(_in_loops(above))
    for table, frame in zip(responses, parts, strict=True):
        broken = frame.filter(pl.col("code").is_in(sorted(looping)))
        _report(problems, table, "part_of", broken, lambda row: f"makes {show(row['code'])} a component of itself")


def _in_loops(above: Mapping[str, str]) -> Iterator[str]:
    settled: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        code = start
        while code in above and code not in settled and code not in path:
            path[code] = None
            code = above[code]
        if code in path:
            steps = list(path)
            yield from steps[steps.index(code) :]
        settled.update(path)


def _check_claimed_partners(name: str, claims: Table, tables: Tables, problems: Problems) -> None:
    """A claim speaks only for partners that both its need and its response name."""
    if "partners" not in claims.cells.columns:
        return
    cells = claims.cells.with_columns(_partner_bits(claims).alias("claimed"))
    for side in ("need", "response"):
        column = next(column for column in CLAIMS.columns if column.name == side)
        targets = [
            target.cells.select(pl.col("code").alias(side), _partner_bits(target).alias("named"))
            for target in _targets(name, claims, column, tables)
            if {"code", "partners"} <= set(target.cells.columns)
        ]
        if not targets or side not in cells.columns:
            continue
        named = pl.concat(targets).unique(side, keep="first", maintain_order=True)
        both = cells.select(ROW, side, "partners", "claimed").join(named, on=side)
        broken = both.filter((pl.col("claimed") & ~pl.col("named")) != 0)
        _report(problems, claims, "partners", broken, partial(_not_named, side))


def _partner_bits(table: Table) -> pl.Series:
    """The partners of each row as one number with a bit for each, so that a million rows compare at once."""
    bits = {code: 1 << place for place, code in enumerate(PARTNERS)}
    distinct = table.cells["partners"].drop_nulls().unique().to_list()
    numbers = [sum({bits.get(code, 0) for code in cell.split(BETWEEN_VALUES)}) for cell in distinct]
    return table.cells["partners"].replace_strict(distinct, numbers, default=0, return_dtype=pl.UInt8)


def _not_named(side: str, row: dict[str, Any]) -> str:
    extra = int(row["claimed"]) & ~int(row["named"])
    codes = " ".join(code for place, code in enumerate(PARTNERS) if extra >> place & 1)
    return f"{codes} not among the partners of its {side} {show(row[side])}"
