"""The gaps, slowly: each kind spelled out over plain rows, as (kind, need, partner, response, organisation, ...)."""

from datetime import date
from fractions import Fraction
from typing import Any

from tests.analysis import oracle
from tests.analysis.world import World

WEIGHTS = {"high": 3, "medium": 2, "low": 1}
HALF = Fraction(1, 2)


def gaps(world: World, on: date) -> list[dict[str, Any]]:
    """All but the chronic ones, in the order in which they are to come."""
    found = [
        *_needs(world, on),
        *_closing(world, on),
        *_resting(world, on),
        *_disputed(world, on),
        *_responses(world, on),
        *_imbalances(world, on),
    ]
    fields = ("kind", "need", "partner", "response", "organisation", "pillar", "perspective")
    return sorted(found, key=lambda gap: [gap.get(field) or "" for field in fields])


def _gap(kind: str, score: Fraction | None = None, **fields: Any) -> dict[str, Any]:
    empty = {"need": None, "partner": None, "response": None, "organisation": None}
    return {"kind": kind, **empty, **fields, "score": score}


def _weight(world: World, need: str) -> int:
    return WEIGHTS[oracle.named(world, "needs", need)["priority"]]


def _needs(world: World, on: date) -> list[dict[str, Any]]:
    found = []
    for need in world["needs"]:
        code, weight = need["code"], WEIGHTS[need["priority"]]
        empty = [partner for partner in need["partners"] if not oracle.point(world, code, partner, on)]
        if len(empty) == len(need["partners"]):
            found.append(_gap("uncovered_need", Fraction(weight * len(empty)), need=code))
        else:
            found += [_gap("partner_left_out", Fraction(weight), need=code, partner=partner) for partner in empty]
    return found


def _closing(world: World, on: date) -> list[dict[str, Any]]:
    found = []
    for need, partner in oracle.cells(world):
        gap = oracle.gap_opens_on(world, need, partner, on)
        if gap and oracle.point(world, need, partner, on) >= HALF and (gap - on).days <= 365:
            urgency = round(100 * (1 - Fraction((gap - on).days, 730))) * Fraction(1, 100)
            shortfall = 1 - oracle.point(world, need, partner, gap)
            score = _weight(world, need) * shortfall * urgency
            found.append(_gap("closing", score, need=need, partner=partner))
    return found


def _resting(world: World, on: date) -> list[dict[str, Any]]:
    serves = {approach["code"]: approach["serves"] for approach in world["approaches"]}
    found = []
    for need, partner in oracle.cells(world):
        point = oracle.point(world, need, partner, on)
        score, types = _weight(world, need) * point * HALF, oracle.named(world, "needs", need)["need_types"]
        claims = oracle.counting(world, need, partner, on)
        responses = [oracle.named(world, "responses", claim["response"]) for claim in claims]
        leads = {tuple(response["lead"]) for response in responses}
        if point >= HALF and len(leads) == 1 and len(next(iter(leads))) == 1:
            found.append(_gap("single_provider", score, need=need, partner=partner, organisation=leads.pop()[0]))
        stated = [response["approaches"] for response in responses]
        known = all(approach in serves for approaches in stated for approach in approaches)
        fits = any(kind in serves.get(approach, []) for row in stated for approach in row for kind in types)
        if claims and all(stated) and known and not fits:
            found.append(_gap("approach_mismatch", score, need=need, partner=partner))
    return found


def _disputed(world: World, on: date) -> list[dict[str, Any]]:
    cells = {
        (claim["need"], partner, claim["response"])
        for claim in world["claims"]
        for partner in claim["partners"]
        if claim["partner_word"] == "disputes"
        and oracle.is_live(oracle.named(world, "responses", claim["response"]), on)
    }
    found = []
    for need, partner, response in cells:
        claimed, strict = (oracle.point(world, need, partner, on, reading) for reading in ("claimed", "strict"))
        score = _weight(world, need) * (claimed - strict)
        found.append(_gap("disputed", score, need=need, partner=partner, response=response))
    return found


def _responses(world: World, on: date) -> list[dict[str, Any]]:
    linked = {claim["response"] for claim in world["claims"]}
    found = []
    for response in world["responses"]:
        code, status, start, end = (response[field] for field in ("code", "status", "start_date", "end_date"))
        below = {row["code"] for row in world["responses"] if code in oracle.above(world, row["code"])}
        if oracle.is_live(response, on) and not linked & (below | set(oracle.above(world, code))):
            found.append(_gap("response_without_need", response=code))
        if (
            (status == "planned" and start and start <= on)
            or (status == "ongoing" and end and end < on)
            or (status == "ongoing" and start and start > on)
            or (status == "completed" and end and end >= on)
        ):
            found.append(_gap("status_disagrees", response=code))
    return found


def _imbalances(world: World, on: date) -> list[dict[str, Any]]:
    points: dict[tuple[str, str], dict[str, list[Fraction]]] = {}
    for need, partner in oracle.cells(world):
        row = oracle.named(world, "needs", need)
        sides = points.setdefault((partner, row["pillar"]), {"prevention": [], "response": []})
        for perspective in row["perspective"]:
            sides[perspective].append(oracle.point(world, need, partner, on))
    found = []
    for (partner, pillar), sides in points.items():
        for this, other in (("prevention", "response"), ("response", "prevention")):
            if min(len(sides[this]), len(sides[other])) >= 3:
                mean, other_mean = (sum(sides[side]) / len(sides[side]) for side in (this, other))
                if mean <= other_mean - Fraction(1, 4):
                    found.append(_gap("imbalance", partner=partner, pillar=pillar, perspective=this))
    return found
