"""In sentences on findings and pairs no code breaks at its hyphens; the words are those of the files."""

import json
import re
from html import unescape

import pytest

from tests.explore.page import DAY
from tests.people import SECRETARIAT, client

pytestmark = pytest.mark.django_db
CODE = r"\b[NR]-(?:CT|SC|BS)-[A-Z0-9]+"
WHOLE = rf'<span class="unbroken">({CODE})</span>'


@pytest.mark.parametrize("query", ["gaps/?kind=closing", "synergies/?kind=sequenced"])
def test_codes_in_sentences_are_whole_and_the_words_are_those_of_the_file(query: str) -> None:
    page, _, asked = query.partition("/")
    browser = client(SECRETARIAT)
    text = browser.get(f"/members/{query}&on={DAY}").content.decode()
    file = json.loads(browser.get(f"/members/{page}.json{asked}&on={DAY}").content)
    sentences = {" ".join(row["reasons"]) for row in file} | {reason for row in file for reason in row["reasons"]}
    shown = {s: unescape(re.sub(r"<[^>]+>", "", s)).strip() for s in re.findall(r"<p>(.*?)</p>", text, re.DOTALL)}
    reasons = {marked: said for marked, said in shown.items() if said in sentences}
    codes = [re.findall(CODE, said) for said in reasons.values()]
    assert sum(map(len, codes)) > 0
    assert [re.findall(WHOLE, marked) for marked in reasons] == codes
