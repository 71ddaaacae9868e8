"""Reads tables off a page as a person does by ear: rows of texts, a sign by its name."""

from html.parser import HTMLParser

DAY = "2026-06-30"
VOID = {"col", "br", "input", "img", "hr", "link", "meta"}


class Reader(HTMLParser):
    """The rows of the tables of one class, outermost rows only; and the texts of the elements of another."""

    def __init__(self, table: str, texts: str) -> None:
        super().__init__()
        self.table, self.texts = table, texts
        self.open: list[tuple[str, str, bool]] = []  # tag, classes, hidden
        self.rows: list[dict[str, object]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = {name: value or "" for name, value in attrs}
        css = of.get("class", "").split()
        if tag not in VOID:
            self.open.append((tag, " ".join(css), of.get("aria-hidden") == "true"))
        if self.texts in css:
            self.found.append("")
        if tag == "tr" and self._in_table():
            self.rows.append({"id": of.get("id"), "class": css, "cells": []})
        if tag in ("td", "th") and self._in_table():
            self.rows[-1]["cells"].append("")  # type: ignore[attr-defined]
        if of.get("aria-label"):
            self.handle_data(of["aria-label"])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Parts of drawings have no text."""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if not text or any(hidden for *_, hidden in self.open):
            return
        if any(self.texts in css.split() for _, css, _ in self.open):
            self.found[-1] = f"{self.found[-1]} {text}".strip()
        cells = self.rows[-1]["cells"] if self.rows and self._in_table() else []
        if cells:
            cells[-1] = f"{cells[-1]} {text}".strip()  # type: ignore[index]

    def _in_table(self) -> bool:
        return any(tag == "table" and self.table in css.split() for tag, css, _ in self.open)


def read(page: bytes, table: str = "matrix", texts: str = "summary") -> Reader:
    reader = Reader(table, texts)
    reader.feed(page.decode())
    return reader


def need_rows(page: bytes) -> dict[str, list[str]]:
    """The rows of the matrix by code of the need, as texts."""
    return {str(row["id"]): row["cells"] for row in read(page).rows if row["id"]}  # type: ignore[misc]
