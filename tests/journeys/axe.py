"""axe-core in a page of a browser. Its file is committed, so that the same rules hold on every machine."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

VENDOR = Path(__file__).parents[1] / "vendor"
SOURCE = (VENDOR / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "options => axe.run(document, options)"


def violations(page: Page, *, only: list[str] | None = None) -> list[str]:
    """One line for each element that breaks a rule: where, which, how."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(SOURCE)
    chosen = {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}
    found = page.evaluate(RUN, {"runOnly": chosen, "resultTypes": ["violations"]})["violations"]
    return [describe(rule, node) for rule in found for node in rule["nodes"]]


def describe(rule: dict[str, Any], node: dict[str, Any]) -> str:
    reasons = [each["message"] for each in [*node["any"], *node["all"], *node["none"]]]
    return f"{rule['id']}: {node['target'][0]}: {'; '.join(reasons)}"
