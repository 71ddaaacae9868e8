"""Every picture that is handed out as a file stands alone: it says what, when, of what, for whom, and in words too."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat

from iisg.access.acting import acting_as
from iisg.explore.picture import Frame, Key, break_lines
from iisg.framework.names import FOOTNOTE, LEVELS
from iisg.needs.models import Need
from tests.explore.page import DAY
from tests.explore.picture import Drawn
from tests.people import AGENCY, BOARD, SECRETARIAT, VISITOR, client, person

pytestmark = pytest.mark.django_db
# Address and a word of its title.
PICTURES = {
    "matrix.svg": "Coverage matrix",
    "needs/N-SC-011/coverage.svg": "N-SC-011",
    "approaches.svg": "Approaches",
    "balance.svg": "Balance",
    "network.svg": "Network",
    "risk.svg": "What falls if one organisation stops",
}
# Address, a query, and what it is in words.
FILTERED = {
    "matrix.svg": ("pillar=WBBSi&partner=AL", "2025–2026 cycle. Pillar: WBBSi. Partner: Albania."),
    "approaches.svg": ("type=operational", "2025–2026 cycle. Need type: Operational."),
    "balance.svg": ("perspective=response", "2025–2026 cycle. Perspective: Response."),
    "risk.svg": ("by=response&q=border+police", "2025–2026 cycle. Text: border police."),
    "network.svg": ("partner=XK&role=lead", "2025–2026 cycle. Partner: Kosovo*. Role: Lead."),
}


@pytest.mark.parametrize("address", PICTURES)
def test_a_picture_says_what_it_is_of_which_day_and_how_it_may_be_handled(address: str) -> None:
    drawn = Drawn(AGENCY, address)
    assert PICTURES[address] in drawn.title == drawn.lines[0]
    assert "30 Jun 2026" in drawn.title + drawn.lines[1]
    label = next(level.tlp for level in LEVELS.values() if level.tlp.replace(":", "-") in drawn.file_name)
    assert drawn.lines.count(label) == 2, "at the top and at the bottom"
    assert FOOTNOTE in drawn.lines


@pytest.mark.parametrize("address", FILTERED)
def test_a_picture_names_the_filters_under_which_it_was_drawn(address: str) -> None:
    assert "2025–2026 cycle, no filter." in Drawn(BOARD, address).lines[1]
    assert FILTERED[address][1] in Drawn(BOARD, address, FILTERED[address][0]).lines[1]


@pytest.mark.parametrize("address", PICTURES)
def test_a_picture_takes_nothing_from_outside_it(address: str) -> None:
    text = Drawn(AGENCY, address).text
    assert [word for word in ("href", "url(", "@import", "<image", "<script", "var(--") if word in text] == []
    assert "viewBox" in text.split(">")[0]


@pytest.mark.parametrize("page", ["approaches", "balance", "network", "risk"])
def test_the_page_leads_to_its_picture_under_the_same_filters(page: str) -> None:
    text = client(BOARD).get(f"/members/{page}/?partner=RS&on={DAY}").content.decode()
    (address,) = re.findall(rf'href="(/members/{page}\.svg[^"]*)"', text)
    assert parse_qs(urlsplit(unescape(address)).query) == {"partner": ["RS"], "on": [DAY]}


@pytest.mark.parametrize("page", ["approaches", "balance", "network", "risk"])
def test_no_query_breaks_a_picture(page: str) -> None:
    for query in ("on=0000-99-99&q=%08%00", "partner=ZZ&pillar=%00", "q=zqzqzq&cycle=%00&pillar=WBBSi&on=2099-12-31"):
        ElementTree.fromstring(client(BOARD).get(f"/members/{page}.svg?{query}").content)


@pytest.mark.parametrize("page", ["approaches", "balance", "network", "risk"])
def test_a_register_without_cycles_gives_an_empty_picture(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iisg.explore.filters.current_cycle", lambda cycles: None)
    assert "No cycle" in Drawn(BOARD, f"{page}.svg").lines[1]


@pytest.mark.parametrize("address", PICTURES)
def test_visitors_get_no_picture(address: str) -> None:
    assert client(VISITOR).get(f"/members/{address}").headers["Location"].startswith("/accounts/login/")


def test_no_title_breaks_a_picture() -> None:
    with acting_as(person(SECRETARIAT).pk):
        Need.objects.filter(code="N-SC-011").update(title=Concat(F("title"), Value(' </text>&<b a="\x08\uffff">')))
    drawn = Drawn(SECRETARIAT, "needs/N-SC-011/coverage.svg")
    assert drawn.title.endswith(' </text>&<b a="">')
    assert drawn.lines[0] == drawn.title


def test_lines_break_where_they_would_run_out_of_the_frame_and_never_within_a_code() -> None:
    text = "Response R-BS-KWQM9 serves the need N-BS-7ABCD for all of six partners"
    room = 16 * 13 * 0.6
    lines = break_lines(text, room, 13)
    assert " ".join(lines) == text, "a code in two would have a space in it"
    assert max(map(len, lines)) * 13 * 0.6 <= room


def test_a_frame_grows_with_its_words_and_its_legend_stays_inside() -> None:
    keys = [Key("bar", "", f"entry number {n} of the legend") for n in range(12)]
    small = Frame("Title", "About.", "", "members", 100)
    large = Frame("Title " * 60, "About. " * 90, "", "members", 100, keys, "Note. " * 90)
    assert small.height < large.height
    assert large.heading.y < large.below_title.y < large.legend[0][1] < large.legend[-1][1] < large.top
    assert large.top + 100 < large.below.y < large.foot.y < large.marks[1] < large.height
    assert all(x + 20 + len(key.words) * 12 * 0.6 <= large.right for x, _, key in large.legend)
