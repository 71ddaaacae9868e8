"""The same action registered twice, say by its funder and by its implementer: pairs of records that look alike.

Two records are proposed where nothing speaks against it and enough for it:

- nothing against: a partner in common; not programme and component; known dates at most 60 days apart, known amounts
  at most 5 in 100
- for it: titles alike to at least 9 in 10, with the same numbers in them; or to at least 3 in 4, and both have dates,
  amounts or references that agree

How alike titles are is 1 - edits / length of the longer (Levenshtein), without capitals, accents and punctuation.

Only records that share something rare are compared: a reference, an amount, or letters in a row of the title that few
titles have, or few of those that start at about the same time. The work grows with the number of records.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from rapidfuzz.distance import Levenshtein

from iisg.analysis.families import above
from iisg.analysis.portfolio import Columns
from iisg.analysis.words import count_words, join_words

DAYS_APART = 60
AMOUNTS_APART = Decimal("0.05")
ALIKE_ALONE, ALIKE = 0.9, 0.75

_LETTERS = 4  # in a row
_RARE = 40  # records that share something; what more share is no hint
_HINTS = 2  # shared letters in a row that make two titles worth comparing
_NUMBER = re.compile(r"[0-9]+|[ivx]+")

Row = Mapping[str, Any]


def near_duplicates(responses: pl.DataFrame, references: Mapping[str, Sequence[str]] | None = None) -> pl.DataFrame:
    """Pairs of records that may be one action, the most alike first; ties by a, b.

    responses: as in a Portfolio. references: response -> what identifies it elsewhere (IATI, OPSYS or contract numbers,
    an address), where known. a < b: String. alike: Float64 from 0 to 1, of the titles. reasons: list of sentences.
    """
    titles = [plain_title(title or "") for title in responses["title"]]
    named = [list((references or {}).get(code, ())) for code in responses["code"]]
    records = responses.with_columns(
        plain=pl.Series(titles, dtype=pl.String), reference=pl.Series(named, dtype=pl.List(pl.String))
    ).sort("code")
    rows = records.to_dicts()
    kin = set(above(responses).select("response", "above").iter_rows())
    found = []
    for one, other in _worth_comparing(records).iter_rows():
        a, b = rows[one], rows[other]
        if (a["code"], b["code"]) in kin or (b["code"], a["code"]) in kin or _contradict(a, b):
            continue
        alike = Levenshtein.normalized_similarity(a["plain"], b["plain"], score_cutoff=ALIKE)
        signs = _signs(a, b)
        if (alike >= ALIKE and signs) or (alike >= ALIKE_ALONE and _numbers(a) == _numbers(b)):
            found.append({"a": a["code"], "b": b["code"], "alike": alike, "reasons": _explain(alike, signs)})
    schema: Columns = {"a": pl.String, "b": pl.String, "alike": pl.Float64, "reasons": pl.List(pl.String)}
    return pl.DataFrame(found, schema=schema).sort("alike", "a", "b", descending=[True, False, False])


def plain_title(title: str) -> str:
    """Small letters, digits and single blanks only; accents are taken off."""
    bare = (mark for mark in unicodedata.normalize("NFKD", title.casefold()) if not unicodedata.combining(mark))
    return " ".join("".join(mark if mark.isalnum() else " " for mark in bare).split())


def _worth_comparing(records: pl.DataFrame) -> pl.DataFrame:
    """Pairs of places, `at` the smaller, `at_b`, that share a reference, an amount or several rare letters in a row."""
    records = records.with_row_index("at")
    letters = [sorted({plain[at : at + _LETTERS] for at in range(len(plain))}) for plain in records["plain"]]
    day = pl.coalesce("start_date", "end_date").to_physical()
    grams = records.select("at", key=pl.Series(letters, dtype=pl.List(pl.String)), period=day // DAYS_APART)
    grams = grams.explode("key", empty_as_null=False)
    common = pl.len().over("key") > _RARE
    # Whoever starts at most 60 days apart is in the same or in neighbouring periods, so each is in two of them.
    often = grams.filter(common).drop_nulls("period")
    often = pl.concat([often, often.with_columns(pl.col("period") + 1)])
    rare = grams.filter(~common).with_columns(period=pl.lit(None, pl.Int32))
    hints = _pair(pl.concat([rare, often]), "key", "period").unique(["key", "at", "at_b"])
    alike = hints.group_by("at", "at_b").len().filter(pl.col("len") >= _HINTS).select("at", "at_b")
    said = (
        records.select("at", "reference").explode("reference", empty_as_null=False),
        records.select("at", "budget_eur"),
    )
    same = [_pair(rows.drop_nulls().unique(), rows.columns[1]) for rows in said]
    return pl.concat([alike, *(pairs.select("at", "at_b") for pairs in same)]).unique().sort("at", "at_b")


def _pair(rows: pl.DataFrame, *keys: str) -> pl.DataFrame:
    """Rows paired within blocks of equal keys, blocks of more than _RARE left out."""
    blocks = rows.filter(pl.len().over(keys) <= _RARE)
    pairs = blocks.join(blocks, on=keys, suffix="_b", nulls_equal=True)
    return pairs.filter(pl.col("at") < pl.col("at_b"))


def _numbers(row: Row) -> list[str]:
    return [word for word in row["plain"].split() if _NUMBER.fullmatch(word)]


def _contradict(a: Row, b: Row) -> bool:
    if not set(a["partners"]) & set(b["partners"]):
        return True
    dates = any(_days(a[side], b[side]) > DAYS_APART for side in ("start_date", "end_date"))
    return dates or _part(a["budget_eur"], b["budget_eur"]) > AMOUNTS_APART


def _days(one: date | None, other: date | None) -> int:
    return abs((one - other).days) if one and other else 0


def _part(one: Decimal | None, other: Decimal | None) -> Decimal:
    """By how much of the larger the two differ; amounts that are not known do not."""
    if one is None or other is None or one == other:
        return Decimal(0)
    return abs(one - other) / max(one, other)


def _signs(a: Row, b: Row) -> list[str]:
    """What else speaks for it, as sentences."""
    signs = []
    if shared := [reference for reference in a["reference"] if reference in b["reference"]]:
        signs.append(f"Both have the reference {join_words(shared)}.")
    for side, word in (("start_date", "start"), ("end_date", "end")):
        if a[side] and b[side]:
            days = _days(a[side], b[side])
            apart = f"{count_words(days, 'day')} apart" if days else "on the same day"
            signs.append(f"They {word} {apart}.")
    if a["budget_eur"] is not None and b["budget_eur"] is not None:
        same = a["budget_eur"] == b["budget_eur"]
        signs.append("Their amounts are the same." if same else "Their amounts are at most 5 in 100 apart.")
    return signs


def _explain(alike: float, signs: list[str]) -> list[str]:
    words = "The titles are the same." if alike == 1 else f"The titles are alike to {100 * alike:.0f} in 100."
    return [words, *signs]
