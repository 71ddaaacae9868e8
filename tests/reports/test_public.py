"""What a public edition says of responses of the members' level, of claims and of partners' words: nothing."""

from itertools import product

import pytest

from iisg.analysis.gaps import Weights
from iisg.reports.build import compose
from iisg.reports.content import Report, Table, plain
from iisg.reports.data import count_figures, pack, unpack
from iisg.reports.material import Material, gather
from tests.reports.reading import texts_of
from tests.reports.small import CLAIMS, DAY, NEEDS, RESPONSES, Rows, changed, make, report_on
from tests.reports.test_chapters import CLAIMS_OF_TWO, DRAFTING, NEEDS_OF_TWO, PATROLS, TRAINING, rows

QUIET = changed(TRAINING, level="members", title="Quiet help", lead=["Quiet lead"], instrument="Quiet fund")
ENDED = changed(QUIET, code="R-4", title="Quiet and late", status="planned", budget_eur=77)


def release(responses: Rows, claims: Rows = CLAIMS_OF_TWO) -> tuple[Material, Report]:
    portfolio, labels = make(NEEDS_OF_TWO, responses, claims)
    material = gather(portfolio, labels, day=DAY, public=True, weights=Weights())
    return material, compose(material)


def test_a_response_of_the_members_level_is_named_in_no_rendering_and_no_data() -> None:
    material, report = release([QUIET, PATROLS, DRAFTING, ENDED])
    data = pack(material, report)
    said = {**texts_of(report), "data": str([unpack(data, name) for name in ("gaps", "responses", "coverage")])}
    words = ["R-1", "R-4", "Quiet", "33,303,022", "33303022"]
    assert [(name, word) for (name, text), word in product(said.items(), words) if word in text] == []


def test_where_a_reason_would_name_it_the_reason_says_that_it_is_not_public() -> None:
    _, report = release([QUIET, PATROLS, DRAFTING])
    found = {kind: words.split("\n")[1] for _, kind, words in rows(report, "wbbsi-gap-list")}
    kinds = ("Closing within a year", "Single provider")
    assert [(kind, found[kind]) for kind in kinds] == [
        (
            "Closing within a year",
            "Partly covered for Kosovo* on 30 Jun 2026; from 1 Jan 2027 open (point 0). A response that is not "
            "public ends on 31 Dec 2026, and what stays or follows is not enough.",
        ),
        (
            "Single provider",
            "All that counts for Kosovo* is led by one organisation alone: a response that is not public. If it "
            "leaves, this need is not covered there.",
        ),
    ]  # fmt: skip


def test_the_matrix_counts_it_and_no_figure_about_responses_does() -> None:
    named, unnamed = release([TRAINING, PATROLS, DRAFTING])[0], release([QUIET, PATROLS, DRAFTING])[0]
    with_it, without_it = count_figures(named), count_figures(unnamed)
    assert with_it["cells"] == without_it["cells"]
    assert (with_it["responses"], without_it["responses"]) == (3, 2)
    assert (with_it["under_way"], without_it["under_way"]) == (3, 2)


def test_approaches_and_risk_say_only_what_public_responses_and_the_gap_list_say() -> None:
    _, report = release([QUIET, PATROLS, DRAFTING])
    assert rows(report, "approaches-by-partner") == [
        ["Training", "1", "0", "0", "0", "0", "1", "2", "EUR 1,000", "1 of 2"],
        ["Legislative drafting", "1", "0", "0", "0", "0", "0", "1", "not disclosed", "1 of 1"],
    ]
    assert rows(report, "single-providers") == [
        ["OSCE", "RS", "N-2", "1"],
        ["Not named: it leads a response that is not public", "XK*", "N-1", "1"],
    ]


def test_what_only_claims_tell_has_no_chapter_and_no_table() -> None:
    _, report = release([TRAINING, PATROLS, DRAFTING])
    tables = [b.id for c in report.chapters for b in c.blocks if isinstance(b, Table)]
    assert [chapter.id for chapter in report.chapters][-5:] == ["wbbsi", "approaches", "risk", "responses", "sources"]
    assert [id for id in tables if id.startswith(("synerg", "concentration", "risk-", "approaches-by-type"))] == []


@pytest.mark.parametrize("word", ["dismissed", "contacted", "merged"])
def test_a_decision_of_owners_on_two_public_responses_leaves_no_trace(word: str) -> None:
    decided = {frozenset(("R-1", "R-2")): word}
    quiet, told = (
        report_on(NEEDS_OF_TWO, [TRAINING, PATROLS, DRAFTING], CLAIMS_OF_TWO, public=True, decided=given)
        for given in ({}, decided)
    )
    assert quiet == told


@pytest.mark.parametrize("word", ["agrees", "silent"])
def test_a_dispute_leaves_no_trace(word: str) -> None:
    """A claim that a partner disputes is as if it were not there; any other word changes nothing at all."""
    spoken = [changed(CLAIMS[0], partner_word=word)]
    disputed = changed(CLAIMS[1], partner_word="disputes")
    quiet, loud = (report_on(NEEDS[:2], RESPONSES, claims, public=True) for claims in (spoken, [*spoken, disputed]))
    gaps = [
        [plain(cell) for cell in row]
        for r in (quiet, loud)
        for row in next(
            b for c in r.chapters for b in c.blocks if isinstance(b, Table) and b.id == "wbbsi-gap-list"
        ).rows
    ]
    assert gaps[: len(gaps) // 2] == gaps[len(gaps) // 2 :]
    assert [row for row in gaps if "Disputed" in row[1] or "disputes" in row[2]] == []
