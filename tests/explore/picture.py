"""Reads a picture that is handed out as a file, as a plain viewer does."""

from xml.etree import ElementTree

from tests.explore.page import DAY
from tests.people import client

SVG = "{http://www.w3.org/2000/svg}"


class Drawn:
    def __init__(self, name: str, address: str, query: str = "") -> None:
        answer = client(name).get(f"/members/{address}?on={DAY}&{query}")
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/svg+xml")
        self.file_name: str = answer.headers["Content-Disposition"]
        self.text: str = answer.content.decode()
        self.root = ElementTree.fromstring(answer.content)
        self.title: str = self.root.findtext(f"{SVG}title") or ""
        self.said: str = self.root.findtext(f"{SVG}desc") or ""
        self.lines = [" ".join("".join(text.itertext()).split()) for text in self.root.iter(f"{SVG}text")]

    def shapes(self, tag: str, css: str) -> list[dict[str, str]]:
        return [shape.attrib for shape in self.root.iter(SVG + tag) if shape.get("class") == css]

    def texts(self, css: str) -> list[str]:
        return [text.text or "" for text in self.root.iter(f"{SVG}text") if text.get("class") == css]
