from decimal import Decimal

import pytest

from iisg.reports.chapters.closing import write_period
from iisg.reports.chapters.gaps import write_score
from iisg.reports.content import Entry, Matrix, Paragraph, Report, Table, plain
from iisg.reports.material import leave_out, write_amount
from tests.reports.small import CLAIMS, DAY, NEEDS, RESPONSES, changed, make, report_on


def entries(report: Report) -> list[Entry]:
    return [block for chapter in report.chapters for block in chapter.blocks if isinstance(block, Entry)]


def everything(report: Report) -> str:
    return repr(report)


def lead(report: Report, chapter: str) -> str:
    (found,) = [c for c in report.chapters if c.id == chapter]
    return plain(next(block.text for block in found.blocks if isinstance(block, Paragraph)))


def table(report: Report, id: str) -> Table:
    (found,) = [b for c in report.chapters for b in c.blocks if isinstance(b, Table) and b.id == id]
    return found


def test_the_report_says_in_words_what_it_counts_as_of_its_date() -> None:
    said = lead(report_on(), "summary")
    assert said == "As of 30 June 2026, this report counts 3 needs, 1 uncovered need and 2 responses."


def test_chapters_follow_the_order_of_the_report() -> None:
    assert [chapter.id for chapter in report_on().chapters] == [
        "summary", "method", "wbcti", "wbbsi", "synergies", "approaches", "risk", "responses", "sources",
    ]  # fmt: skip


def test_a_need_is_printed_with_its_evidence() -> None:
    need = next(entry for entry in entries(report_on()) if entry.code == "N-1")
    facts = {name: plain(text) for name, text in need.facts}
    assert facts["Evidence"] == "D-1 Border plan (RCC, 2024-05): page 7"
    assert facts["Partners"] == "Albania, Kosovo*"
    assert facts["Kind"] == "Operational · prevention · high priority · acquis chapter 24"


def test_what_is_not_known_is_said() -> None:
    need = next(entry for entry in entries(report_on()) if entry.code == "N-2")
    facts = {name: plain(text) for name, text in need.facts}
    assert (need.text, facts["Evidence"], facts["Claims"]) == ("No description.", "not stated", "none")


def test_the_matrix_shows_signs_for_the_partners_named_and_a_dash_for_others() -> None:
    matrix = table(report_on(), "wbbsi-matrix")
    assert isinstance(matrix, Matrix)
    rows = {plain(row[0]): [plain(cell) for cell in row[2:]] for row in matrix.rows}
    assert rows["N-1"] == ["partly ≠\n↘ Jan 27", "–", "partly\n↘ Jan 27", "–", "–", "–"]


def test_each_member_reads_the_claims_with_reason_and_word() -> None:
    need = next(entry for entry in entries(report_on()) if entry.code == "N-1")
    claims = plain(dict(need.facts)["Claims"])
    assert claims == (
        "R-1 Border training: partly for AL XK*, the partner agrees. Trains the trainers.\n"
        "R-2 Patrols: largely for AL, the partner disputes. Patrols teach too.\n"
    )


def test_a_public_edition_prints_no_reason_no_word_and_no_row_above_members() -> None:
    members, public = everything(report_on()), everything(report_on(public=True))
    hidden = ("Trains the trainers.", "Patrols teach too.", ", the partner disputes", "≠", "Need of the Secretariat")
    assert {text: (text in members, text in public) for text in hidden} == dict.fromkeys(hidden, (True, False))


def test_a_public_edition_says_the_same_whether_or_not_a_partner_disputes() -> None:
    silent = [changed(claim, partner_word="silent") for claim in CLAIMS[:1]]
    with_dispute = report_on(NEEDS[:2], RESPONSES, [*silent, CLAIMS[1]], public=True)
    spoken_for = [gap for gap in table(with_dispute, "response-gaps").rows if plain(gap[0]) == "R-2"]
    assert spoken_for == []
    assert everything(with_dispute).count("disputed") == everything(report_on(NEEDS[:2], public=True)).count("disputed")


def test_a_need_without_a_known_level_is_not_published() -> None:
    report = report_on([changed(NEEDS[0], level=None), NEEDS[1]], public=True)
    assert [entry.code for entry in entries(report)] == ["N-2"]


def test_demonstration_rows_enter_no_report() -> None:
    needs = [changed(NEEDS[0], is_demo=True), changed(NEEDS[1], is_demo=False)]
    assert lead(report_on(needs), "summary").split(" counts ")[1] == "1 need, 1 uncovered need and 2 responses."


def test_the_marking_is_that_of_the_highest_row() -> None:
    markings = [
        report_on().marking,
        report_on(NEEDS[:2]).marking,
        report_on(NEEDS[:2], level="pillar").marking,
        report_on(public=True).marking,
    ]
    assert markings == ["TLP:RED", "TLP:GREEN", "TLP:AMBER+STRICT", "TLP:CLEAR"]


def test_a_row_without_its_label_is_refused() -> None:
    portfolio, _ = make()
    _, labels = make(NEEDS[:1])
    with pytest.raises(ValueError, match=r"^N-2: this need has no label"):
        leave_out(portfolio, labels, public=False)


def test_gaps_alike_for_several_partners_stand_in_one_row() -> None:
    needs = [changed(NEEDS[0], partners=["AL", "XK", "RS", "ME"])]
    claims = [changed(CLAIMS[0], partners=["AL"])]
    rows = [
        [plain(cell) for cell in row]
        for row in table(report_on(needs, RESPONSES, claims), "wbbsi-gap-list").rows
        if plain(row[1]) == "Partner left out"
    ]
    assert [(row[0], row[2].split("\n")[0]) for row in rows] == [("3.00", "N-1 Train border police (XK* ME RS)")]
    assert "for Kosovo*, Montenegro and Serbia" in rows[0][2].split("\n")[1]


def test_only_web_addresses_become_links() -> None:
    links = {plain(row[0]): row[1][0].href for row in table(report_on(), "responses-table").rows}  # type: ignore[index, union-attr]
    assert links == {"R-1": "https://example.org/r1", "R-2": ""}


def test_amounts_periods_and_scores_are_written_out() -> None:
    assert [write_amount(Decimal(33303022)), write_amount(Decimal("0.5")), write_amount(None)] == [
        "EUR 33,303,022", "EUR 0.50", "not disclosed",
    ]  # fmt: skip
    assert [write_period(DAY, None), write_period(None, None)] == ["30 Jun 2026 – not stated", "not stated"]
    assert [write_score(Decimal("12")), write_score(Decimal("1.6875")), write_score(None)] == ["12.00", "1.6875", "–"]


def test_an_empty_cycle_still_makes_a_report() -> None:
    report = report_on([], [], [])
    assert lead(report, "summary").split(" counts ")[1] == "0 needs, 0 uncovered needs and 0 responses."
