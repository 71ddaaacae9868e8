import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iisg.exchange.folder import read_folder
from iisg.exchange.write_folder import write_folder
from iisg.framework.names import FOOTNOTE
from tests.exchange.small import CLAIM, SMALL, small, write

SAMPLE = Path(__file__).parents[2] / "iisg" / "sample"
DAY = date(2026, 11, 24)


def cells_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: sorted(row.items()))


def test_the_sample_comes_back_value_by_value(tmp_path):
    folder = read_folder(SAMPLE)
    write_folder(tmp_path, folder.frames, on=DAY)
    names = sorted(path.name for path in SAMPLE.glob("*.csv"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", *names]
    assert {name: cells_of(tmp_path / name) for name in names} == {name: cells_of(SAMPLE / name) for name in names}


def test_rows_are_sorted_by_code_and_columns_stand_in_their_order(tmp_path):
    files = small()
    files["claims"] = [CLAIM | {"code": "C-2"}, CLAIM | {"code": "C-10"}]
    source = tmp_path / "source"
    source.mkdir()
    folder = read_folder(write(source, files))
    write_folder(tmp_path / "out", folder.frames, on=DAY)
    assert (tmp_path / "out" / "claims.csv").read_text().splitlines() == [
        "code,need,response,partners,degree,rationale,partner_word",
        'C-10,N-1,R-1,AL;RS,partly,"Readers, ""as asked""",silent',
        'C-2,N-1,R-1,AL;RS,partly,"Readers, ""as asked""",silent',
    ]


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=20)


@given(TEXTS)
@settings(max_examples=60)
def test_any_text_comes_back(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("out")
    claim: dict[str, object] = {**CLAIM, "partners": ["AL"], "rationale": text}
    write_folder(folder, {"claims": [claim]}, on=DAY)
    assert read_folder(folder, ["claims"])["claims"]["rationale"].to_list() == [text or None]


def test_plain_values_are_written_as_the_folder_has_them(tmp_path):
    rates: list[dict[str, object]] = [
        {"currency": "BAM", "year": None, "per_eur": Decimal("1.955830"), "source": "fixed", "id": 7},
        {"currency": "AAA", "year": 2024, "per_eur": Decimal("1E+2"), "source": None},
    ]
    write_folder(tmp_path, {"rates": rates}, on=DAY)
    assert (tmp_path / "rates.csv").read_text() == "currency,year,per_eur,source\nAAA,2024,100,\nBAM,,1.95583,fixed\n"


def test_every_folder_has_needs_responses_and_claims_and_no_other_empty_file(tmp_path):
    write_folder(tmp_path, {"demo_needs": [], "rates": []}, on=DAY)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["README.md", "claims.csv", "needs.csv", "responses.csv"]
    assert read_folder(tmp_path)["needs"].height == 0


def test_files_of_an_earlier_export_do_not_stay_beside_a_smaller_one(tmp_path):
    write(tmp_path, SMALL)
    (tmp_path / "notes.csv").write_text("mine")
    write_folder(tmp_path, {}, on=DAY)
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == [
        "claims.csv",
        "needs.csv",
        "notes.csv",
        "responses.csv",
    ]


@pytest.mark.parametrize(
    ("levels", "claims", "words"),
    [
        ([], False, "**Public**, TLP:CLEAR"),
        (["public"], False, "**Public**, TLP:CLEAR"),
        (["public"], True, "**Members**, TLP:GREEN"),
        (["members", "public"], False, "**Members**, TLP:GREEN"),
        (["members", "pillar"], True, "**Pillar group**, TLP:AMBER+STRICT"),
        (["secretariat", "pillar"], True, "**Secretariat**, TLP:RED"),
    ],
)
def test_the_readme_carries_the_highest_level_of_what_is_inside(tmp_path, levels, claims, words):
    need = read_folder(SAMPLE).rows("needs")[0]
    needs = [need | {"code": f"N-{number}", "level": level} for number, level in enumerate(levels)]
    claim = [CLAIM | {"partners": ["AL"]}] if claims else []
    write_folder(tmp_path, {"needs": needs, "claims": claim}, on=DAY)
    lines = (tmp_path / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[2] == f"- Level: {words}. This is the highest level of what the folder holds."
    assert lines[3] == "- Written on 2026-11-24."
    assert lines[-1] == FOOTNOTE


def test_what_would_not_come_back_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"claims.csv: partners: a value holds ';'"):
        write_folder(tmp_path, {"claims": [CLAIM | {"partners": ["AL;RS"]}]}, on=DAY)
    with pytest.raises(ValueError, match=r"claims.csv: a row lacks the column need"):
        write_folder(tmp_path, {"claims": [{"code": "C-1"}]}, on=DAY)
    with pytest.raises(ValueError, match=r"people.csv is no file of the exchange folder"):
        write_folder(tmp_path, {"people": []}, on=DAY)
    assert list(tmp_path.iterdir()) == []
