"""Text that would be a program, stored in every field that takes text, and read back by a browser.

The browser of these tests fails them by itself for any dialog, any error, any breach of the content policy and any
request to another place. Here it is also held that the text is shown as it was written.
"""

import pytest
from playwright.sync_api import Page

from iisg.access.acting import acting_as
from iisg.framework.models import Cycle, Pillar
from iisg.members.models import Organisation
from iisg.needs.actions import add_need, edit_partner_words
from iisg.responses.actions import add_claim, add_response, say_word
from tests.browsing import Open
from tests.people import SECRETARIAT, VISITOR, person

PAYLOADS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=http://evil.example/a.png>",
    "<svg/onload=alert(1)>",
    "<svg><script href=//evil.example/a.js></script></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=//evil.example/a.swf>",
    "<link rel=stylesheet href=//evil.example/a.css>",
    "<style>@import '//evil.example/a.css';</style>",
    "<meta http-equiv=refresh content='0;url=//evil.example/'>",
    "<base href=//evil.example/>",
    "<form action=//evil.example/><button>Save</button></form>",
    "<a href=javascript:alert(1)>open</a>",
    "<div hx-get=//evil.example/ hx-trigger=load></div>",
    "<div data-hx-get=/members/ data-hx-trigger=load></div>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<math><mtext></table><mglyph><style><img src=x onerror=alert(1)>",
    "\" onmouseover=alert(1) x=\"",
    "' onfocus=alert(1) autofocus x='",
    "` onerror=alert(1)",
    "javascript:alert(1)",
    "![a](http://evil.example/a.png)",
    "[a](javascript:alert(1))",
    "{{ 7|add:7 }}{% debug %}",
    "${alert(1)}",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "\\u003cscript\\u003ealert(1)",
    "\u202egnp.exe",
    "＜script＞alert(1)＜/script＞",
    "=HYPERLINK(\"http://evil.example\";\"a\")",
    "Z\u0300\u0301\u0302\u0303" * 20,
    "a" * 3_000,
]  # fmt: skip
ALL = " ".join(PAYLOADS)
LINE = " ".join(PAYLOADS[:-2])[:480]  # a title is a line of at most 500 characters


@pytest.fixture(scope="module")
def records(site: str) -> tuple[str, str, str]:
    """Codes of a need, a response and a claim that are full of it, and open to everybody."""
    by = person(SECRETARIAT)
    with acting_as(by.pk):
        lead = Organisation.objects.create(
            code="O-HOSTILE", name=LINE[:290], short_name=LINE[:290], kind="agency", website="javascript:alert(1)"
        )
        need = add_need(by=by, fields=need_fields(), partners=["AL", "XK"], evidence={"locator": LINE, "passage": ALL})
        words = {"statement": ALL, "institutions": ALL}
        edit_partner_words(need.of_partners.get(partner="AL"), by=by, version=1, fields=words)
        note = {"contact": ALL, "remarks": ALL}
        served = {"AL": None, "XK": None}
        response = add_response(by=by, fields=response_fields(), parties={"lead": [lead]}, partners=served, note=note)
        claim = add_claim(
            by=by, need=need, response=response, degree="fully", partners=["AL", "XK"], rationale=ALL, part=ALL
        )
        say_word(claim, by=by, partner="XK", word="disputes", remark=ALL[:2_000])
    return need.code, response.code, claim.code


def need_fields() -> dict[str, object]:
    return {
        "cycle": Cycle.objects.get(code="2025-2026"), "pillar": Pillar.objects.get(code="WBCTi"), "title": LINE,
        "description": ALL, "need_types": ["institutional"], "priority": "high", "priority_reason": ALL,
        "level": "public", "state": "proposed",
    }  # fmt: skip


def response_fields() -> dict[str, object]:
    return {
        "pillar": Pillar.objects.get(code="WBCTi"), "title": LINE, "description": ALL, "status": "ongoing",
        "level": "public", "target_institutions": [LINE], "budget_note": ALL, "instrument": LINE,
        "source_url": "javascript:alert(1)",
    }  # fmt: skip


PAGES = [
    (VISITOR, "/needs/{0}/"),
    (VISITOR, "/responses/{1}/"),
    (VISITOR, "/projects/?q=HYPERLINK"),
    (VISITOR, "/search/?q=srcdoc"),
    (SECRETARIAT, "/needs/{0}/"),
    (SECRETARIAT, "/responses/{1}/"),
    (SECRETARIAT, "/members/?q={0}"),
    (SECRETARIAT, "/members/cell/{0}/AL/"),
    (SECRETARIAT, "/members/gaps/?kind=disputed"),
    (SECRETARIAT, "/members/needs/?q={0}"),
    (SECRETARIAT, "/members/responses/?q=srcdoc"),
    (SECRETARIAT, "/members/needs/{0}/edit/"),
    (SECRETARIAT, "/members/needs/{0}/words/AL/"),
    (SECRETARIAT, "/members/needs/{0}/word/XK/"),
    (SECRETARIAT, "/members/responses/{1}/edit/"),
    (SECRETARIAT, "/members/responses/{1}/needs/?q={0}"),
    (SECRETARIAT, "/members/claims/{2}/edit/"),
    (SECRETARIAT, "/members/claims/{2}/remove/"),
    (SECRETARIAT, "/members/claims/{2}/word/AL/"),
]
SCRIPTS = "() => [...document.scripts].map(each => new URL(each.src).pathname.split('/')[1])"
FOREIGN = """() => {
  const acts = ({name, value}) => /^on/.test(name) || (name.endsWith('hx-trigger') && value === 'load')
    || (name !== 'value' && /^(javascript:|(https?:)?\\/\\/evil)/.test(value));
  return [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(acts)).map(e => e.outerHTML);
}"""


def look_through(page: Page) -> None:
    """Unfold and hover what there is, as a reader would."""
    page.evaluate("() => document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.mouse.move(400, 300)
    page.keyboard.press("Tab")


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_text_stays_text(browse: Open, records: tuple[str, str, str], name: str, path: str):
    page = browse(name)
    page.goto(path.format(*records))
    look_through(page)
    assert "<script>alert(1)</script>" in page.content() or "&lt;script&gt;alert(1)" in page.content()
    assert set(page.evaluate(SCRIPTS)) == {"static"}
    assert page.evaluate(FOREIGN) == []
    assert page.frames == [page.main_frame]


def test_a_cell_opened_by_a_script_stays_text(browse: Open, records: tuple[str, str, str]):
    page = browse(SECRETARIAT)
    page.goto(f"/members/?q={records[0]}")
    page.locator(".matrix td.cell a").first.click()
    page.locator("tr.opened").wait_for()
    look_through(page)
    assert page.evaluate(FOREIGN) == []


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title><svg onload=alert(1)>"]
)
@pytest.mark.parametrize("path", ["/projects/", "/search/", "/members/", "/members/needs/", "/members/responses/"])
def test_what_is_searched_for_stays_text(browse: Open, site: str, path: str, words: str):
    page = browse(SECRETARIAT)
    page.goto(path)
    page.evaluate("([path, words]) => { location.href = path + '?q=' + encodeURIComponent(words); }", [path, words])
    page.wait_for_url("**q=**")
    look_through(page)
    assert page.locator("input[name=q]").first.input_value() == words
    assert page.evaluate(FOREIGN) == []
