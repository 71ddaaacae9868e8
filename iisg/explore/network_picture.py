"""What the picture of the network draws, on the page and as a file: some organisations in rows, arcs between them."""

from dataclasses import dataclass
from typing import Any

from iisg.analysis.words import count_words
from iisg.explore.filters import Filters
from iisg.explore.network_list import CELLS, Member, Tie, Web
from iisg.explore.picture import PITCH, Frame, Key, Lines, break_lines, say_drawn

WIDTH, ARCS = 1160, 240  # of the file and of its arcs, in px
COLUMNS = ((284, 264), (562, 236), (812, 300))  # of names, sizes and strongest ties: where they begin, and their room
LEAST = 28  # height of a row, if not more


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn of a web: some of its members, and the ties among these."""

    web: Web
    focus: str
    unit: str
    members: tuple[Member, ...]
    ties: tuple[Tie, ...]

    @property
    def names(self) -> list[str]:
        return [member.name for member in self.members]

    @property
    def arcs(self) -> list[tuple[str, str, int]]:
        return [(tie.a, tie.b, tie.strength) for tie in self.ties]

    @property
    def most(self) -> int:
        return max((member.size for member in self.members), default=1)

    @property
    def title(self) -> str:
        return f"{self.focus} and those tied to it" if self.focus else f"The {len(self.members)} largest and their ties"

    @property
    def keys(self) -> tuple[str, str]:
        """What a disc is, and what an arc."""
        return f"as large as its {self.unit}s are many", f"as wide as the two share {self.unit}s"

    @property
    def drawn(self) -> str:
        """Drawn are 20 of 65 organisations and 42 of 162 pairs: those with most responses."""
        order = f"{self.focus} first, then those it shares most with" if self.focus else f"those with most {self.unit}s"
        pairs = count_words(len(self.web.ties), "pair")
        organisations = say_drawn(len(self.members), len(self.web.members), "organisation")
        return f"{organisations} and {len(self.ties)} of {pairs}: {order}."


def draw(web: Web, focus: str, asked: Filters) -> Picture:
    members = tuple(web.draw(focus))
    names = {member.name for member in members}
    inside = tuple(tie for tie in web.ties if tie.a in names and tie.b in names)
    return Picture(web, focus, "cell" if asked["tied"] == CELLS else "response", members, inside)


def lay_out(picture: Picture, asked: Filters, level: str) -> tuple[Frame, dict[str, Any]]:
    """For the file: rows as high as the one with most lines, each column's lines about the middle of their row."""
    disc, arc = picture.keys
    words = [_say(member, picture) for member in picture.members]
    broken = [[break_lines(text, room) for text, (_, room) in zip(row, COLUMNS, strict=True)] for row in words]
    step = max([LEAST, *(PITCH * len(lines) + 6 for row in broken for lines in row)])
    rows = []
    for at, (member, columns) in enumerate(zip(picture.members, broken, strict=True)):
        middle = step * at + step // 2
        placed = [(x, _centre(lines, middle)) for lines, (x, _) in zip(columns, COLUMNS, strict=True)]
        rows.append((member, middle, placed))
    frame = Frame(
        title=f"Network on {asked.day}{asked.when}: {picture.title[0].lower()}{picture.title[1:]}",
        about=f"{_say_reading(picture.unit, asked)} {asked.boundary}",
        said=" ".join(f"{name}: {size}, {most}." for name, size, most in words),
        level=level,
        height_of_drawing=step * len(rows),
        keys=(Key("dot", "disc", disc), Key("line", "arc", arc)),
        notes=f"{picture.drawn} Demonstration rows are left out.",
        width=WIDTH,
    )
    return frame, {"picture": picture, "rows": rows, "arcs": ARCS, "step": step}


def _say(member: Member, picture: Picture) -> tuple[str, str, str]:
    size = f"{count_words(member.size, picture.unit)}, with {count_words(member.others, 'other')}"
    return member.name, size, picture.web.say_most(member.name, picture.focus)


def _centre(lines: list[str], middle: int) -> Lines:
    return Lines(middle + 5 - PITCH * (len(lines) - 1) // 2, lines)


def _say_reading(unit: str, asked: Filters) -> str:
    """What ties two organisations here."""
    if unit == "cell":
        return f"Who helps the same need for the same partner, with claims that count on {asked.day}."
    parties = {"lead": "lead", "funder": "fund", "implementer": "implement"}
    role = parties.get(asked["role"], "lead, fund or implement")
    which = "in the whole register" if asked["which"] else f"under way on {asked.day}"
    return f"Organisations that {role} the same response, {which}."
