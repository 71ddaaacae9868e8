"""Small registers as plain rows: written out by hand for the golden cases, drawn at random for the properties."""

import random
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from iisg.analysis.portfolio import Portfolio, frame_of

World = dict[str, list[dict[str, Any]]]

ON = date(2026, 11, 24)
VOCABULARY = [
    {"code": "law", "name": "Legislative drafting", "serves": ["legislative"]},
    {"code": "kit", "name": "Equipment", "serves": ["operational"]},
    {"code": "talk", "name": "Talk", "serves": []},
]
RENAMED = {"AL": "RS", "XK": "AL", "RS": "XK"}
# Close to the day, and around the year within which a gap counts as closing.
OFFSETS = [-500, -3, -2, -1, 0, 1, 2, 3, 4, 5, 363, 364, 365, 366]


def day(offset: int) -> date:
    return ON + timedelta(days=offset)


def need(code: str = "N1", **fields: Any) -> dict[str, Any]:
    plain = {"title": f"Need {code}", "pillar": "WBCTi", "need_types": ["legislative"], "perspective": ["prevention"]}
    return plain | {"partners": ["AL"], "priority": "high", "code": code} | fields


def response(code: str = "R1", **fields: Any) -> dict[str, Any]:
    plain = {"title": f"Action {code}", "pillar": "WBCTi", "status": "ongoing", "lead": [], "approaches": []}
    return plain | {"start_date": day(-500), "end_date": day(500), "part_of": None, "code": code} | fields


def claim(code: str = "C1", **fields: Any) -> dict[str, Any]:
    plain = {"need": "N1", "response": "R1", "partners": ["AL"], "degree": "partly", "partner_word": "silent"}
    return plain | {"code": code} | fields


def world(needs: list[dict], responses: list[dict], claims: list[dict]) -> World:
    return {"needs": needs, "responses": responses, "claims": claims, "approaches": VOCABULARY}


def portfolio(rows: World, previous: list[dict] | None = None) -> Portfolio:
    frames: dict[str, Any] = {
        name: frame_of(name, rows[name]) for name in ("needs", "responses", "claims", "approaches")
    }
    return Portfolio(**frames, previous=None if previous is None else frame_of("previous", previous))


def shuffle_rows(rows: World, dice: random.Random) -> World:
    return {name: dice.sample(table, len(table)) for name, table in rows.items()}


def rename_partners(rows: World) -> World:
    """The same register with other names for its partners."""
    return {
        name: [row | {"partners": [RENAMED[p] for p in row["partners"]]} if "partners" in row else row for row in table]
        for name, table in rows.items()
    }


def _some(values: list[str], least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=len(values), unique=True)


@st.composite
def _needs(draw: st.DrawFn, code: str) -> dict[str, Any]:
    return need(
        code,
        partners=draw(_some(["XK", "AL", "RS"], 1)),
        need_types=draw(_some(["operational", "legislative"], 1)),
        perspective=draw(_some(["response", "prevention"])),
        priority=draw(st.sampled_from(["high", "medium", "low"])),
        pillar=draw(st.sampled_from(["WBCTi", "WBBSi"])),
    )


@st.composite
def _responses(draw: st.DrawFn, number: int) -> dict[str, Any]:
    dates = sorted(day(offset) for offset in draw(st.lists(st.sampled_from(OFFSETS), min_size=2, max_size=2)))
    known = draw(st.sampled_from([(True, True)] * 5 + [(True, False), (False, True), (False, False)]))
    programmes = [None, *(f"R{above}" for above in range(number))]
    return response(
        f"R{number}",
        start_date=dates[0] if known[0] else None,
        end_date=dates[1] if known[1] else None,
        status=draw(st.sampled_from(["ongoing", "planned", "completed", "unknown", "suspended", "cancelled"])),
        lead=draw(_some(["Zeta", "Alpha"])),
        approaches=draw(_some(["law", "kit", "talk", "unheard of"])),
        part_of=draw(st.sampled_from(programmes)),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Up to three needs, five responses (in families as deep as that) and ten claims, in any order."""
    needs = [draw(_needs(f"N{number}")) for number in range(draw(st.integers(1, 3)))]
    responses = [draw(_responses(number)) for number in range(draw(st.integers(1, 5)))]
    claims = []
    for number in draw(st.permutations(range(draw(st.integers(0, 10))))):
        served = draw(st.sampled_from(needs))
        claims.append(
            claim(
                f"C{number}",
                need=served["code"],
                response=draw(st.sampled_from(responses))["code"],
                partners=draw(_some(served["partners"], 1)),
                degree=draw(st.sampled_from(["fully", "largely", "partly", "marginally"])),
                partner_word=draw(st.sampled_from(["agrees", "silent", "disputes"])),
            )
        )
    return world(draw(st.permutations(needs)), draw(st.permutations(responses)), claims)
