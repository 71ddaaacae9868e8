import csv
import io
import json
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from iisg.exchange.findings import FIELDS, to_csv, to_json, to_table
from iisg.framework.names import FOOTNOTE

DAY = date(2026, 11, 24)


def gap(kind: str, need: str | None = None, **fields):
    empty = dict.fromkeys(FIELDS["gaps"]) | {"parts": [], "reasons": []}
    return empty | {"kind": kind, "need": need} | fields


def cell(need: str, partner: str, **fields):
    return {
        "need": need,
        "partner": partner,
        "low": 0.5,
        "point": 0.984375,
        "high": 1.0,
        "band": "covered",
        "planned_band": "covered",
        "claimed_point": 0.000001,
        "claimed_band": "covered",
        "gap_opens_on": DAY,
        "claims": [{"claim": "C-1", "response": "R-1", "degree": "partly", "partner_word": "silent"}],
    } | fields


def test_coverage_is_one_array_with_the_fields_in_their_order():
    frame = pl.DataFrame([cell("N-2", "AL"), cell("N-1", "RS", gap_opens_on=None), cell("N-1", "AL")])
    told = json.loads(to_json("coverage", frame.with_columns(extra=1)))
    assert told[2] == cell("N-2", "AL", gap_opens_on="2026-11-24")
    assert list(told[0]) == list(FIELDS["coverage"])
    assert [(one["need"], one["partner"]) for one in told] == [("N-1", "AL"), ("N-1", "RS"), ("N-2", "AL")]


def test_no_findings_are_an_empty_array():
    assert to_json("gaps", []) == b"[]\n"
    assert to_json("coverage", pl.DataFrame([cell("N", "AL")]).clear()) == b"[]\n"


def test_line_ends_and_quotes_in_a_value_stay_inside_it():
    frame = pl.DataFrame([cell('a\n"b"\u2028', "AL"), cell("b", "AL")])
    assert [one["need"] for one in json.loads(to_json("coverage", frame))] == ['a\n"b"\u2028', "b"]


def test_scores_keep_all_their_digits():
    score = Decimal("2.99999999999999999999999999999912345")
    part = {"name": "shortfall", "value": Decimal("1.50"), "words": "half"}
    text = to_json("gaps", [gap("closing", "N-1", score=score, parts=[part])]).decode()
    told = json.loads(text, parse_float=Decimal)
    assert (told[0]["score"], told[0]["parts"][0]["value"]) == (score, Decimal("1.5"))


def test_gaps_are_sorted_by_code_point_with_null_first_and_only_imbalance_has_pillar_and_perspective():
    found = [
        gap("status_disagrees", response="R-1"),
        gap("imbalance", partner="AL", pillar="WBCTi", perspective="response"),
        gap("imbalance", partner="AL", pillar="WBBSi", perspective="response"),
        gap("closing", "N-é"),
        gap("closing", "N-z"),
        gap("closing", None),
    ]
    told = json.loads(to_json("gaps", found))
    assert told == [found[5], found[4], found[3], found[2], found[1], found[0]]
    assert list(told[0]) == list(FIELDS["gaps"])


def test_csv_joins_lists_and_defuses_formulas():
    found = [gap("closing", "=cmd|'/c calc'!A0", score=Decimal("1.50"), reasons=["a", "b"], parts=[{"name": "x"}])]
    rows = list(csv.DictReader(io.StringIO(to_csv("gaps", found).decode())))
    assert rows == [
        {
            "kind": "closing",
            "need": "'=cmd|'/c calc'!A0",
            "partner": "",
            "response": "",
            "organisation": "",
            "score": "1.5",
            "parts": '[{"name":"x"}]',
            "reasons": "a;b",
        }
    ]


@pytest.mark.parametrize(("reason", "footnote"), [("for Serbia", []), ("for Kosovo*", [FOOTNOTE])])
def test_a_table_is_plain_text_with_a_footnote_where_it_is_due(reason, footnote):
    lines = to_table("gaps", [gap("closing", "N\x1b[31m", reasons=[reason])]).decode().splitlines()
    assert lines == [
        "kind     need       partner  response  organisation  score  parts  reasons",
        "-------  ---------  -------  --------  ------------  -----  -----  " + "-" * len(reason),
        rf"closing  N\x1b[31m                                                 {reason}",
        "1 row",
        *footnote,
    ]
