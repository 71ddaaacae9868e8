"""A folder into the database and back: nothing lost, nothing half stored, nothing overwritten that somebody edited."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.utils import timezone

from iisg.access.acting import acting_as
from iisg.access.saving import NotAllowed
from iisg.config.demonstration import SAMPLE
from iisg.exchange import rows
from iisg.exchange.folder import Folder, read_folder
from iisg.exchange.load import Outcome, load_folder
from iisg.exchange.problems import FolderErrors
from iisg.exchange.write_folder import write_folder
from iisg.framework.names import USUAL_CYCLE
from iisg.history.models import Entry
from iisg.needs.models import Need, NeedPartner
from iisg.responses.models import Claim, Response
from iisg.responses.portfolio import portfolio_of
from tests.exchange.small import CLAIM, NEED, small, write
from tests.people import DONOR, SECRETARIAT, actor, person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def sample() -> Folder:
    return read_folder(SAMPLE)


def load(folder: Folder, name: str = SECRETARIAT, **options: Any) -> Outcome:
    by = person(name)
    with acting_as(by.pk, note="Load of a test"):
        return load_folder(folder, by=by, cycle=USUAL_CYCLE, with_demonstration=True, **options)


def with_cell(folder: Folder, file: str, code: str, column: str, value: object) -> Folder:
    frame = folder[file]
    changed = pl.when(pl.col("code") == code).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
    return Folder({**folder.frames, file: frame.with_columns(changed)})


def test_loading_the_sample_again_changes_nothing(sample):
    outcome = load(sample)
    assert (sum(outcome.added.values()), sum(outcome.changed.values())) == (0, 0)
    assert outcome.unchanged == {name: frame.height for name, frame in sample.frames.items()}


def test_three_cycles_are_loaded_the_latest_first_as_each_leads_to_the_next(sample):
    earliest = (
        sample["needs_2023"]
        .head(1)
        .with_columns(code=pl.lit("N21-CT-001"), successors=pl.lit(["N23-CT-902"]), fate=pl.lit("carried"))
    )
    second = earliest.with_columns(code=pl.lit("N23-CT-902"), successors=pl.lit(["N-CT-009"]))
    added = {"needs_2021": earliest, "needs_2023": pl.concat([sample["needs_2023"], second])}
    outcome = load(Folder({**sample.frames, **added}))
    assert (outcome.added["needs_2021"], outcome.added["needs_2023"], sum(outcome.changed.values())) == (1, 1, 0)
    with acting_as(actor(SECRETARIAT)):
        first, second_one = portfolio_of("2025-2026").earlier
    assert (first[0].needs["code"].to_list(), "N23-CT-902" in second_one[0].needs["code"]) == (["N21-CT-001"], True)


def test_an_export_gives_the_sample_back_value_by_value(sample, tmp_path: Path):
    with acting_as(actor(SECRETARIAT)):
        write_folder(tmp_path, rows.of_folder(USUAL_CYCLE), on=timezone.localdate())
    again = read_folder(tmp_path)
    assert set(again.frames) == set(sample.frames)
    for name, frame in sample.frames.items():
        key = [column for column in ("code", "currency", "year") if column in frame.columns]
        assert again[name].sort(key).equals(frame.sort(key)), name


def test_a_row_that_differs_is_changed_and_journalled_as_a_load(sample):
    outcome = load(with_cell(sample, "needs", "N-BS-001", "title", "Another title"))
    assert (outcome.changed["needs"], outcome.unchanged["needs"]) == (1, sample["needs"].height - 1)
    with acting_as(actor(SECRETARIAT)):
        entry = Entry.objects.filter(record="needs_need", change="changed").order_by("-id").first()
        assert (entry.note, entry.new["title"]) == ("Load of a test", "Another title")  # type: ignore[index, union-attr]
        assert Need.objects.get(code="N-BS-001").title == "Another title"


def test_a_row_that_somebody_edited_is_refused_and_nothing_of_the_load_is_stored(sample):
    with acting_as(actor(SECRETARIAT)):
        Need.objects.filter(code="N-BS-002").update(title="Edited here", version=2)
    folder = with_cell(sample, "needs", "N-BS-002", "title", "From the file")
    folder = with_cell(folder, "needs", "N-BS-001", "title", "Another title")
    with pytest.raises(FolderErrors) as caught:
        load(folder)
    (line,) = caught.value.lines
    row = sample["needs"]["code"].to_list().index("N-BS-002") + 2
    assert line.startswith(f"needs.csv:{row}:title: From the file: somebody edited this row")
    with acting_as(actor(SECRETARIAT)):
        titles = list(Need.objects.filter(code__in=["N-BS-001", "N-BS-002"]).values_list("title", flat=True))
    assert titles == [sample["needs"].filter(code="N-BS-001")["title"].item(), "Edited here"]


def test_an_edited_row_may_be_loaded_again_after_an_export(sample):
    with acting_as(actor(SECRETARIAT)):
        Need.objects.filter(code="N-BS-002").update(title="Edited here", version=2)
        rows.mark_exported()
    assert load(with_cell(sample, "needs", "N-BS-002", "title", "From the file")).changed["needs"] == 1


def test_a_dry_run_counts_and_stores_nothing(sample):
    outcome = load(with_cell(sample, "responses", "R-CT-003", "title", "Another title"), dry_run=True)
    assert outcome.changed["responses"] == 1
    with acting_as(actor(SECRETARIAT)):
        assert Response.objects.get(code="R-CT-003").title != "Another title"


def test_a_reference_that_neither_folder_nor_database_has_is_told_with_its_place(sample):
    frames = {name: frame for name, frame in sample.frames.items() if name in ("needs", "responses", "claims")}
    folder = with_cell(Folder(frames), "needs", "N-BS-001", "document", "D-999")
    with pytest.raises(FolderErrors) as caught:
        load(folder)
    row = sample["needs"]["code"].to_list().index("N-BS-001") + 2
    assert caught.value.lines == [
        f"needs.csv:{row}:document: D-999: there is no such row in documents, neither in the folder nor stored"
    ]


def test_changed_partners_and_words_reach_their_rows(sample):
    folder = with_cell(sample, "claims", "C-0001", "partner_word", "agrees")
    folder = with_cell(folder, "needs", "N-BS-021", "partners", ["AL", "RS"])
    used = [claim for claim in folder.rows("claims") if claim["need"] == "N-BS-021"]
    frames = {**folder.frames}
    if used:
        gone = pl.col("need") == "N-BS-021"
        kept = pl.col("partners").list.set_intersection(["AL", "RS"])
        narrowed = pl.when(gone).then(kept).otherwise(pl.col("partners")).alias("partners")
        frames["claims"] = folder["claims"].with_columns(narrowed)
    load(Folder(frames))
    with acting_as(actor(SECRETARIAT)):
        assert set(Claim.objects.get(code="C-0001").of_partners.values_list("word", flat=True)) == {"agrees"}
        named = NeedPartner.objects.filter(need__code="N-BS-021").values_list("partner_id", flat=True)
        assert sorted(named) == ["AL", "RS"]


def test_only_the_secretariat_loads(sample):
    with pytest.raises(NotAllowed):
        load(sample, DONOR)


RULE = "carries the marking {}: take it out, or declare by --unclassified that it is none"


def test_a_cell_that_carries_a_marking_is_told_with_its_place_and_nothing_is_stored(sample):
    folder = with_cell(sample, "needs", "N-BS-001", "title", "As ST 7123/26 LIMITE says")
    folder = with_cell(folder, "needs", "N-BS-002", "title", "Another title")
    folder = with_cell(folder, "responses", "R-CT-003", "target_institutions", ["Police", "R-UE/EU-R"])
    with pytest.raises(FolderErrors) as caught:
        load(folder)
    need = sample["needs"]["code"].to_list().index("N-BS-001") + 2
    response = sample["responses"]["code"].to_list().index("R-CT-003") + 2
    assert caught.value.lines == [
        f"needs.csv:{need}:title: As ST 7123/26 LIMITE says: {RULE.format('LIMITE')}",
        f"responses.csv:{response}:target_institutions: Police;R-UE/EU-R: {RULE.format('R-UE/EU-R')}",
    ]
    with acting_as(actor(SECRETARIAT)):
        assert Need.objects.filter(title__in=["Another title", "As ST 7123/26 LIMITE says"]).count() == 0


def test_a_marked_text_is_loaded_once_it_is_declared_unclassified_and_then_may_stay(sample):
    folder = with_cell(sample, "needs", "N-BS-001", "title", "How LIMITE documents travel")
    assert load(folder, is_unclassified=True).changed["needs"] == 1
    again = load(with_cell(folder, "needs", "N-BS-002", "title", "Another title"))
    assert (again.changed["needs"], again.unchanged["needs"]) == (1, sample["needs"].height - 1)


def test_what_the_folder_may_hold_comes_back_from_the_database(tmp_path: Path):
    """Cycles that lead to one another, claims on earlier needs, successors without a fate."""
    files = small(needs_2023={"fate": "", "fate_reason": ""})
    files["measures"][0]["order"] = "999999999"
    older = NEED | {"code": "N21-1", "fate": "carried", "successors": "N23-1", "fate_reason": ""}
    files["needs_2021"] = [older, older | {"code": "N21-2", "fate": "", "successors": "", "fate_reason": "Why"}]
    files["claims"] += [CLAIM | {"code": "C-3", "need": "N23-1"}]
    folder = read_folder(write(tmp_path, files))
    load(folder)
    with acting_as(actor(SECRETARIAT)):
        write_folder(tmp_path / "out", rows.of_folder(USUAL_CYCLE), on=timezone.localdate())
    again = read_folder(tmp_path / "out")
    for name, frame in folder.frames.items():
        key = ["currency", "year"] if name == "rates" else ["code"]
        mine = again[name].join(frame, on=key, how="semi", nulls_equal=True)
        assert mine.sort(key).equals(frame.sort(key)), name


def test_a_row_that_the_database_cannot_hold_is_one_line_and_nothing_is_stored(sample, tmp_path: Path):
    folder = read_folder(write(tmp_path, small(rates={"per_eur": "0"})))
    with pytest.raises(FolderErrors) as caught:
        load(folder)
    (line,) = caught.value.lines
    assert line.startswith("rates.csv::: : the database refuses a row: ")
    with acting_as(actor(SECRETARIAT)):
        assert not Need.objects.filter(code="N-2").exists()
