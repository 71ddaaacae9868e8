from datetime import date

from iisg.analysis.words import count_words, name_day
from iisg.reports.content import Run, anchor, in_full, plain, printable, runs


def test_what_would_break_or_reorder_a_page_is_not_printed() -> None:
    assert [printable(text) for text in ("a\ud800b", "a\x00b", "a\u202eb", "a\r\nb", "a\tb", "Ђ ë 😀")] == [
        "a\ufffdb", "a\ufffdb", "ab", "a\nb", "a b", "Ђ ë 😀",
    ]  # fmt: skip


def test_text_is_runs_and_empty_ones_are_left_out_but_a_sign_is_not() -> None:
    text = ("Covered ", "", Run("", sign="covered"), Run("now", strong=True))
    assert [(run.text, run.sign) for run in runs(text)] == [("Covered ", ""), ("", "covered"), ("now", "")]
    assert plain(text) == "Covered now"


def test_numbers_days_and_ids_are_written_one_way() -> None:
    assert [count_words(1, "need"), count_words(1141, "need"), count_words(0, "entry", "entries")] == [
        "1 need", "1,141 needs", "0 entries",
    ]  # fmt: skip
    assert (name_day(date(2026, 6, 1)), in_full(date(2026, 6, 1))) == ("1 Jun 2026", "1 June 2026")
    assert anchor("WBCTi: O-CT-1.") == "wbcti-o-ct-1"
