"""The committed files: untouched, all there, and nothing that the content security policy refuses."""

import hashlib
import re
from pathlib import Path

import pytest

from iisg.framework import names
from iisg.site.templatetags import look

SITE = Path(look.__file__).parents[1]
STATIC = SITE / "static" / "site"
ROOMS = SITE.parent
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))


@pytest.mark.parametrize("folder", [STATIC / "fonts", ROOMS / "reports" / "fonts"], ids=["site", "reports"])
def test_every_font_is_the_one_whose_sum_was_committed(folder):
    sums = dict(line.split()[::-1] for line in (folder / "SHA256SUMS").read_text().splitlines())
    fonts = [file for file in folder.iterdir() if file.suffix in {".woff2", ".ttf"}]
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in fonts} == sums


def test_every_file_that_a_style_sheet_names_is_there():
    named = re.findall(r'url\("([^"]+)"\)', (STATIC / "fonts.css").read_text())
    assert len(named) == 10
    assert [name for name in named if not (STATIC / name).exists()] == []


def test_every_colour_that_a_style_sheet_uses_is_a_token():
    sheets = {file.name: file.read_text() for file in STATIC.glob("*.css")}
    defined = set(re.findall(r"(--[\w-]+):", sheets["tokens.css"]))
    used = {name for text in sheets.values() for name in re.findall(r"var\((--[\w-]+)", text)}
    assert used - defined == set()


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(ROOMS)))
def test_no_template_has_an_inline_style_or_script(file):
    text = file.read_text()
    assert re.findall(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)|javascript:", text) == []


def test_the_look_has_a_class_for_every_word_it_draws():
    css = "".join(file.read_text() for file in STATIC.glob("*.css"))
    drawn = [*look.BAND_WORDS, *(code.lower() for code in names.PILLARS), *names.PARTNER_WORDS]
    assert [word for word in drawn if f".{word}" not in css] == []
