"""Synergies, approaches and risk: the analysis' own findings, in words, with their places in the report."""

import re
from datetime import date
from typing import Any

import pytest

from iisg.reports.chapters.synergies import LEFT_OUT
from iisg.reports.content import Chapter, Figure, Paragraph, Report, Table, plain, runs
from tests.reports.small import NEEDS, RESPONSES, Rows, changed, report_on

# Two leads do the same for Albania, the second also for Kosovo*, a third has trained there before.
NEEDS_OF_TWO = [NEEDS[0], changed(NEEDS[1], level="members")]
TRAINING = changed(RESPONSES[0], approaches=["training"], instrument="IPA III", level="public")
PATROLS = changed(
    RESPONSES[1], lead=["OSCE"], approaches=["training", "drafting"], partners=["AL"], instrument=None, level="public"
)
DRAFTING = changed(
    PATROLS, code="R-3", title="Drones", approaches=["training"], partners=["RS"], pillar="WBCTi", budget_eur=1000
)
CLAIMS_OF_TWO: Rows = [
    {"code": f"C-{i}", "need": need, "response": response, "partners": partners, "degree": degree,
     "partner_word": word, "rationale": "Because."}
    for i, (need, response, partners, degree, word) in enumerate([
        ("N-1", "R-1", ["AL", "XK"], "partly", "silent"),
        ("N-1", "R-2", ["AL"], "largely", "agrees"),
        ("N-2", "R-3", ["RS"], "fully", "silent"),
    ])
]  # fmt: skip


def build(responses: Rows | None = None, claims: Rows = CLAIMS_OF_TWO, **choices: Any) -> Report:
    return report_on(NEEDS_OF_TWO, responses or [TRAINING, PATROLS, DRAFTING], claims, **choices)


@pytest.fixture(scope="module")
def built() -> Report:
    return build()


def chapter(report: Report, id: str) -> Chapter:
    (found,) = [chapter for chapter in report.chapters if chapter.id == id]
    return found


def said(report: Report, id: str) -> list[str]:
    return [plain(block.text) for block in chapter(report, id).blocks if isinstance(block, Paragraph)]


def rows(report: Report, id: str) -> list[list[str]]:
    tables = [b for c in report.chapters for b in c.blocks if isinstance(b, Table) and b.id == id]
    return [[plain(cell) for cell in row] for table in tables for row in table.rows]


def test_synergies_are_counted_by_kind_in_words(built: Report) -> None:
    assert said(built, "synergies")[0] == (
        "1 pair of responses of different leads belong in one conversation on 30 June 2026: 1 may do the same, "
        "0 may complete each other, 0 could be one and 0 may hand over."
    )
    assert [(row[0], row[2]) for row in rows(built, "synergy-kinds")] == [
        ("Possible duplication", "1"), ("Complementary", "0"), ("Could be joint", "0"), ("Sequenced", "0"),
    ]  # fmt: skip


def test_the_first_pair_says_its_rank_its_two_leads_and_its_reasons(built: Report) -> None:
    assert rows(built, "synergy-pairs") == [[
        "1",
        "Possible duplication\nEUR 33,303,022 disclosed of the two together, 1 amount not disclosed; 1 shared cell.",
        "R-1 Border training. Frontex.\nR-2 Patrols. OSCE.",
        "Both serve “Train border police” (N-1) for Albania. Both use Training. "
        "Both run from 1 Jan 2025 to 31 Dec 2026.",
    ]]  # fmt: skip


def test_a_group_names_its_need_its_responses_and_its_money(built: Report) -> None:
    assert rows(built, "synergy-groups") == [[
        "N-1 Train border police", "AL", "possible duplication", "R-1, R-2",
        "EUR 33,303,022 disclosed of all of them together, 1 amount not disclosed; 1 shared cell.",
    ]]  # fmt: skip


def test_approaches_are_counted_by_partner_with_money_once_and_what_is_not_disclosed(built: Report) -> None:
    assert rows(built, "approaches-by-partner") == [
        ["Training", "2", "0", "1", "0", "0", "1", "3", "EUR 33,304,022", "1 of 3"],
        ["Legislative drafting", "1", "0", "0", "0", "0", "0", "1", "not disclosed", "1 of 1"],
    ]


def test_the_chart_of_approaches_says_what_its_table_says(built: Report) -> None:
    figures = [b for b in chapter(built, "approaches").blocks if isinstance(b, Figure)]
    assert [figure.alt for figure in figures] == [
        "Bars of responses by approach, the longest first: Training 3, Legislative drafting 1."
    ]


def test_every_total_names_its_boundary_and_its_undisclosed_share(built: Report) -> None:
    assert said(built, "approaches")[:2] == [
        "3 responses with a claim that counts on 30 June 2026; all of them state their approach. "
        "Most bring training: 3.",
        "2 of them disclose EUR 33,304,022 together, 1 of 3 disclose no amount. This is the money of whole budgets, "
        "all funders and years, of the responses with a claim that counts for any of the six partners. A budget is not "
        "split among the partners and needs that it serves, and a component’s is not added to its programme’s. A "
        "response counts under each approach that it states and at each partner, so rows and columns must not be added "
        "up.",
    ]


def test_help_that_does_not_fit_is_marked_by_type_and_listed_by_need(built: Report) -> None:
    uses = (
        "4 uses of an approach on a need of some type, 2 of which the vocabulary does not name for needs of this type"
    )
    assert said(built, "approaches")[2].partition(":")[0] == uses
    assert rows(built, "approaches-by-type") == [
        ["Training", "† 1", "0", "2"],
        ["Legislative drafting", "0", "0", "† 1"],
    ]
    assert [(row[0], row[2], row[3].split(".")[0]) for row in rows(built, "mismatches")] == [(
        "N-2", "RS",
        "The need is legislative, and none of the approaches of what counts for Serbia serves such a need: Training",
    )]  # fmt: skip


def test_regional_stands_against_bilateral_with_instruments(built: Report) -> None:
    assert said(built, "approaches")[3] == (
        "Counted are 1 regional against 2 bilateral. Regional is a response that serves several partners, bilateral "
        "one that serves one."
    )
    assert rows(built, "approaches-instruments") == [
        ["IPA III", "1", "EUR 33,303,022", "0 of 1"],
        ["not stated", "2", "EUR 1,000", "1 of 2"],
    ]


def test_concentration_says_on_how_few_leads_each_need_rests(built: Report) -> None:
    assert rows(built, "concentration") == [
        ["N-2", "Adopt the law on drones", "OSCE", "1", "1.00", "EUR 1,000", "0 of 1"],
        ["N-1", "Train border police", "Frontex", "2", "0.50", "EUR 33,303,022", "1 of 2"],
    ]


def test_risk_says_what_rests_on_an_organisation_and_on_a_response_alone(built: Report) -> None:
    assert said(built, "risk")[0] == (
        "On 30 June 2026, strict reading, 3 cells would fall to a lower band if one organisation stopped, 2 of them to "
        "nothing. Most depends on OSCE: 1 cell would be left with nothing."
    )
    assert rows(built, "risk-by-organisation") == [
        ["OSCE", "AL RS", "N-1, N-2", "1", "2"],
        ["Frontex", "XK*", "N-1", "1", "1"],
    ]
    assert [(row[0].split("\n")[0], *row[3:]) for row in rows(built, "risk-by-response")] == [
        ("R-1 Border training", "1", "1"), ("R-3 Drones", "1", "1"), ("R-2 Patrols", "0", "1"),
    ]  # fmt: skip


def test_every_code_in_the_chapters_leads_to_its_record(built: Report) -> None:
    report = built
    tables = [
        b for id in ("synergies", "approaches", "risk") for b in chapter(report, id).blocks if isinstance(b, Table)
    ]
    linked = [run for t in tables for row in t.rows for cell in row for run in runs(cell) if run.href]
    assert {(run.text, run.href) for run in linked} == {
        ("N-1", "#need-n-1"), ("N-2", "#need-n-2"),
        ("R-1", "#response-r-1"), ("R-2", "#response-r-2"), ("R-3", "#response-r-3"),
    }  # fmt: skip


TWO_PAIRS: Rows = [*CLAIMS_OF_TWO, changed(CLAIMS_OF_TWO[0], code="C-9", response="R-4", partners=["AL"])]
FOURTH = changed(PATROLS, code="R-4", title="Dogs", lead=["UNODC"], end_date=date(2027, 1, 31))


def decide(**decided: str) -> Report:
    """On R-1, R-2 and R-4, which make three pairs for Albania; decisions by the two numbers."""
    pairs = {frozenset(f"R-{number}" for number in both[1:]): word for both, word in decided.items()}
    return build([TRAINING, PATROLS, DRAFTING, FOURTH], TWO_PAIRS, decided=pairs)


def pairs_of(report: Report) -> list[tuple[str, ...]]:
    return [tuple(re.findall(r"^R-\d", row[2], re.MULTILINE)) for row in rows(report, "synergy-pairs")]


@pytest.mark.parametrize("word", ["dismissed", "merged"])
def test_a_settled_pair_is_left_out_of_figures_and_lists_and_counted(word: str) -> None:
    everything, settled = decide(), decide(p12=word)
    assert pairs_of(everything) == [("R-1", "R-2"), ("R-1", "R-4"), ("R-2", "R-4")]
    assert pairs_of(settled) == [("R-1", "R-4"), ("R-2", "R-4")]
    assert [row[0] for row in rows(settled, "synergy-pairs")] == ["1", "2"]
    found = "3 pairs of responses of different leads belong in one conversation on 30 June 2026"
    assert said(everything, "synergies")[0].startswith(f"{found}: 3 may do the same, ")
    assert said(settled, "synergies")[0].startswith(
        f"{found}, of which the owners {word} 1. Of the other 2, 2 may do the same, "
    )
    assert [row[2] for row in rows(settled, "synergy-kinds")] == ["2", "0", "0", "0"]
    assert [LEFT_OUT in said(report, "synergies") for report in (everything, settled)] == [False, True]


def test_a_group_is_made_of_what_is_not_settled() -> None:
    assert [row[3] for row in rows(decide(), "synergy-groups")] == ["R-1, R-2, R-4"]
    assert [row[3] for row in rows(decide(p12="dismissed", p14="merged"), "synergy-groups")] == ["R-2, R-4"]


def test_a_pair_whose_owners_are_in_touch_keeps_its_place_and_says_so() -> None:
    kinds = [row[1].partition("\n")[0] for row in rows(decide(p14="contacted"), "synergy-pairs")]
    assert kinds == ["Possible duplication", "Possible duplication, contacted", "Possible duplication"]


def test_where_all_is_settled_the_chapter_says_so() -> None:
    report = decide(p12="dismissed", p14="merged", p24="merged")
    assert said(report, "synergies") == [
        "3 pairs of responses of different leads belong in one conversation on 30 June 2026, of which the owners "
        "dismissed 1 and merged 2. None is left to act on.",
        LEFT_OUT,
    ]
    assert rows(report, "synergy-pairs") == []


@pytest.mark.parametrize("count", [0, 1])
def test_a_cycle_in_which_nothing_counts_still_has_its_chapters(count: int) -> None:
    ended = [changed(response, end_date=date(2020, 1, 1), start_date=date(2019, 1, 1)) for response in [TRAINING]]
    report = build(ended[:count] or [PATROLS], CLAIMS_OF_TWO[:count])
    assert [said(report, id)[0] for id in ("synergies", "approaches", "risk")] == [
        "No two responses of different leads meet on a need.",
        "No response counts on this day.",
        "No cell falls to a lower band if one organisation or one response stops.",
    ]
