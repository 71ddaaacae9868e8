"""What the matrix says of one cell, and how to walk there by keyboard."""

from playwright.sync_api import Locator, Page


def cell_of(page: Page, need: str, partner: str) -> Locator:
    return page.locator(f'.matrix td.cell a[href*="/members/cell/{need}/{partner}/"]')


def band_of(page: Page, need: str, partner: str, reading: str = "") -> str:
    """The band as the page names it to a screen reader."""
    page.goto(f"/members/?q={need}" + (f"&reading={reading}" if reading else ""))
    names = cell_of(page, need, partner).locator('[role="img"]').first.get_attribute("aria-label")
    assert names
    return names


def tab_to(page: Page, wanted: Locator, most: int = 120) -> None:
    """Press Tab until the focus stands there."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if has_focus(wanted):
            return
    raise AssertionError(f"{most} times Tab did not reach {wanted}")


def has_focus(element: Locator) -> bool:
    return bool(element.evaluate("element => element === document.activeElement"))
