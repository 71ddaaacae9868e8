"""Text that carries a marking is found, ordinary text is not, and a form stores it only after a declaration."""

import csv
from pathlib import Path

import pytest
from django import forms

import iisg
from iisg.access.markings import DeclaresUnclassified, markings_in

MARKED = {
    "ST 7123/26 LIMITE": ["LIMITE"],
    "L I M I T E": ["LIMITE"],
    "LIM\u200bITE": ["LIMITE"],
    "RESTREINT UE/EU RESTRICTED": ["RESTREINT UE", "EU RESTRICTED"],
    "see R-UE/EU-R annex": ["R-UE/EU-R"],
    "Confidentiel  UE": ["Confidentiel UE"],
    "SECRET UE": ["SECRET UE"],
    "NATO Restricted": ["NATO Restricted"],
    "DRŽAVNA TAJNA": ["DRZAVNA TAJNA"],
    "СТРОГО ПОВЕРЉИВО": ["СТРОГО ПОВЕРЉИВО"],
    "TEPËR SEKRET": ["TEPER SEKRET"],
    "EU CLASSIFIED information": ["CLASSIFIED"],
}


@pytest.mark.parametrize("text", MARKED)
def test_a_marking_is_found_however_it_is_spelt(text: str) -> None:
    assert markings_in([text]) == MARKED[text]


@pytest.mark.parametrize(
    "text",
    [
        "limited access",
        "the EU restricted imports",
        "a secret ballot",
        "confidential informants",
        "élimité",
        "R-UEX",
        "",
    ],
)
def test_ordinary_words_are_no_marking(text: str) -> None:
    assert markings_in([text, None]) == []


def test_no_text_of_the_sample_raises_a_false_alarm() -> None:
    cells = []
    for file in sorted((Path(iisg.__file__).parent / "sample").glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as rows:
            cells += [cell for row in csv.reader(rows) for cell in row]
    assert len(cells) > 10_000
    assert markings_in(cells) == []


class Note(DeclaresUnclassified):
    text = forms.CharField()


def test_a_marked_text_needs_a_declaration_which_is_kept_as_a_note() -> None:
    refused = Note({"text": "From document 12 LIMITE"})
    declared = Note({"text": "From document 12 LIMITE", "is_unclassified": "on"})
    assert (refused.is_valid(), refused.asks_declaration, list(refused.errors)) == (False, True, ["is_unclassified"])
    assert declared.is_valid()
    assert declared.declaration == "Declared unclassified although marked LIMITE"


def test_an_ordinary_text_is_not_asked_about() -> None:
    form = Note({"text": "Training of border police"})
    assert (form.is_valid(), form.asks_declaration, form.declaration) == (True, False, "")
