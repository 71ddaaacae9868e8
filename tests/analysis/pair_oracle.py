"""Synergies, slowly: every two responses, every need, from plain rows and the definitions."""

from datetime import date, timedelta
from typing import Any

from tests.analysis.oracle import above, is_live
from tests.analysis.world import World

ENDLESS, ENDLESSLY_AGO = date.max, date.min
Row = dict[str, Any]


def takes_part(response: Row) -> bool:
    return response["status"] not in ("suspended", "cancelled")


def served(world: World, response: Row) -> dict[str, set[str]]:
    """The partners whom the response serves, by need."""
    found: dict[str, set[str]] = {}
    for claim in world["claims"]:
        if claim["response"] == response["code"] and claim["partner_word"] != "disputes":
            found.setdefault(claim["need"], set()).update(claim["partners"])
    return found


def may_pair(world: World, a: Row, b: Row) -> bool:
    related = a["code"] in above(world, b["code"]) or b["code"] in above(world, a["code"])
    return takes_part(a) and takes_part(b) and not set(a["lead"]) & set(b["lead"]) and not related


def span(response: Row) -> tuple[date, date] | None:
    if not response["start_date"] and not response["end_date"] and response["status"] != "ongoing":
        return None
    return response["start_date"] or ENDLESSLY_AGO, response["end_date"] or ENDLESS


def overlap(a: Row, b: Row, on: date) -> bool:
    spans = span(a), span(b)
    if not all(spans):
        return False
    start, end = max(s[0] for s in spans if s), min(s[1] for s in spans if s)
    return start <= end and end >= on


def follows(a: Row, b: Row, on: date) -> bool:
    if not a["end_date"] or not b["start_date"] or not is_live(b, on):
        return False
    days: timedelta = b["start_date"] - a["end_date"]
    return timedelta(1) <= days <= timedelta(183)


def latest(*days: date | None) -> date | None:
    return max((day for day in days if day), default=None)


def earliest(*days: date | None) -> date | None:
    return min((day for day in days if day), default=None)


def kind_of(meets: bool, approaches: set[str], a: Row, b: Row) -> str | None:
    if meets and approaches:
        return "possible_duplication"
    if meets and a["approaches"] and b["approaches"]:
        return "complementary"
    return "could_be_joint" if approaches else None


def synergies(world: World, on: date) -> list[Row]:
    found = []
    for a in world["responses"]:
        for b in world["responses"]:
            if a["code"] != b["code"] and may_pair(world, a, b):
                found += pair(world, a, b, on)
    return sorted(found, key=lambda row: (row["kind"], row["a"], row["b"]))


def pair(world: World, a: Row, b: Row, on: date) -> list[Row]:
    ours, theirs = served(world, a), served(world, b)
    needs = sorted(set(ours) & set(theirs))
    met = [need for need in needs if ours[need] & theirs[need]]
    partners = sorted({partner for need in met for partner in ours[need] & theirs[need]})
    approaches = set(a["approaches"]) & set(b["approaches"])
    common = {"a": a["code"], "b": b["code"], "needs": met, "partners": partners, "approaches": sorted(approaches)}
    common["cells"] = sum(len(ours[need] & theirs[need]) for need in met)
    if met and follows(a, b, on):
        return [common | {"kind": "sequenced", "from": a["end_date"], "to": b["start_date"]}]
    if not needs or a["code"] > b["code"] or not (is_live(a, on) and is_live(b, on) and overlap(a, b, on)):
        return []
    start, end = latest(a["start_date"], b["start_date"]), earliest(a["end_date"], b["end_date"])
    kind = kind_of(bool(met), approaches, a, b)
    return [common | {"kind": kind, "needs": met or needs, "from": start, "to": end}] if kind else []
