"""Every page by keyboard alone: a way past the header, and a focus that is always seen."""

import pytest
from playwright.sync_api import Page

from tests.browsing import NARROW, WIDE, Open
from tests.journeys.matrix import has_focus
from tests.people import SECRETARIAT, VISITOR

PAGES = [
    (VISITOR, "/"),
    (VISITOR, "/projects/"),
    (VISITOR, "/reports/"),
    (VISITOR, "/accounts/login/"),
    (SECRETARIAT, "/members/?pillar=WBBSi"),
    (SECRETARIAT, "/members/gaps/"),
    (SECRETARIAT, "/members/needs/"),
    (SECRETARIAT, "/members/responses/add/"),
]
STEPS = 60
# Of the element with the focus: its words, whether it has a ring, and whether anything lies over its middle.
LOOK = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  if (element === document.body) return null;
  const box = element.getClientRects()[0];  // a link that wraps has several
  const middle = [box.left + box.width / 2, box.top + box.height / 2];
  const points = [middle, [box.left + 4, box.top + 4], [box.right - 4, box.bottom - 4]];
  const parts = points.map(([x, y]) => document.elementFromPoint(x, y)).filter(Boolean);
  const isSeen = parts.some(part => element.contains(part) || part.contains(element) && part.closest('label'));
  const dot = element.querySelector('circle');  // on the map the ring is the dot's own
  const ring = style.outlineStyle !== 'none' ? style.outlineWidth : dot ? getComputedStyle(dot).strokeWidth : '0';
  return [element.outerHTML.slice(0, 120), parseFloat(ring) >= 3 || !!element.closest('.choice'), isSeen];
}"""


def walk(page: Page) -> list[str]:
    """The places where the focus has no ring, or stands behind something."""
    lost = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        found = page.evaluate(LOOK)
        if found and not (found[1] and found[2]):
            lost.append(f"{'hidden' if found[1] else 'no ring'}: {found[0]}")
    return lost


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize(("name", "path"), PAGES)
def test_the_focus_is_seen_wherever_it_goes(browse: Open, name: str, path: str, width: int):
    page = browse(name, width=width)
    page.goto(path)
    assert walk(page) == []


@pytest.mark.parametrize(("name", "path"), PAGES)
def test_the_first_stop_leads_past_the_header(browse: Open, name: str, path: str):
    page = browse(name)
    page.goto(path)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert (has_focus(skip), skip.is_visible()) == (True, True)
    page.keyboard.press("Enter")
    assert has_focus(page.locator("#content"))
