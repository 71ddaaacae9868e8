"""One vocabulary for pages, files and report: each kind and each band has its word, and lists read as sentences."""

import pytest

from iisg.analysis import gaps, synergies
from iisg.analysis.points import BANDS
from iisg.analysis.words import BAND_LABELS, BAND_WORDS, KIND_WORDS, SYNERGY_WORDS, join_words


def test_each_kind_of_finding_and_each_band_has_a_word_in_the_order_in_which_it_is_shown() -> None:
    assert list(KIND_WORDS) == list(gaps.KINDS)
    assert list(SYNERGY_WORDS) == list(synergies.KINDS)
    assert list(BAND_LABELS) == list(BAND_WORDS) == list(reversed(BANDS))


@pytest.mark.parametrize("words", [KIND_WORDS, SYNERGY_WORDS, BAND_LABELS, BAND_WORDS])
def test_no_word_stands_for_two_things(words: dict[str, str]) -> None:
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize(
    ("words", "said"),
    [([], ""), (["AL"], "AL"), (["AL", "BA"], "AL and BA"), (["AL", "BA", "RS"], "AL, BA and RS")],
)
def test_words_are_joined_as_a_sentence_says_them(words: list[str], said: str) -> None:
    assert join_words(words) == said
