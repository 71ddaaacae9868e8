"""The same answers, slowly: one need, one partner and one day at a time, in fractions, from plain rows.

Written from the definitions and not from the code under test, which it shares nothing with.
"""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.analysis.world import World

DEGREES = {"fully": Fraction(1), "largely": Fraction(3, 4), "partly": Fraction(1, 2), "marginally": Fraction(1, 4)}
BANDS = ["none", "marginal", "partly", "covered"]
ONE_DAY = timedelta(days=1)


def is_active(response: dict[str, Any], on: date) -> bool:
    start, end, status = response["start_date"], response["end_date"], response["status"]
    if status in ("suspended", "cancelled"):
        return False
    if start and end:
        return start <= on <= end
    if start:
        return status == "ongoing" and start <= on
    if end:
        return status in ("ongoing", "completed") and on <= end
    return status == "ongoing"


def is_planned(response: dict[str, Any], on: date) -> bool:
    start, end, status = response["start_date"], response["end_date"], response["status"]
    if status in ("suspended", "cancelled") or is_active(response, on):
        return False
    if start and start > on:
        return True
    return status == "planned" and not (start and end) and not (end and end < on)


def is_live(response: dict[str, Any], on: date) -> bool:
    return is_active(response, on) or is_planned(response, on)


def named(world: World, table: str, code: str) -> dict[str, Any]:
    return next(row for row in world[table] if row["code"] == code)


def above(world: World, code: str) -> list[str]:
    """The response and every programme above it, the top one last."""
    chain = [code]
    while named(world, "responses", chain[-1])["part_of"]:
        chain.append(named(world, "responses", chain[-1])["part_of"])
    return chain


def counting(world: World, need: str, partner: str, on: date, reading: str = "strict") -> list[dict[str, Any]]:
    """The claims that a reading counts in a cell on a day."""
    found = []
    for claim in world["claims"]:
        response = named(world, "responses", claim["response"])
        running = is_live(response, on) if reading == "planned" else is_active(response, on)
        agreed = reading == "claimed" or claim["partner_word"] != "disputes"
        if claim["need"] == need and partner in claim["partners"] and running and agreed:
            found.append(claim)
    return found


def helps(world: World, claims: list[dict[str, Any]]) -> list[Fraction]:
    """The largest degree of each family."""
    largest: dict[str, Fraction] = {}
    for claim in claims:
        family = above(world, claim["response"])[-1]
        largest[family] = max(largest.get(family, Fraction(0)), DEGREES[claim["degree"]])
    return list(largest.values())


def point(world: World, need: str, partner: str, on: date, reading: str = "strict") -> Fraction:
    still_open = Fraction(1)
    for degree in helps(world, counting(world, need, partner, on, reading)):
        still_open *= 1 - degree
    return 1 - still_open


def rank(value: Fraction) -> int:
    return 3 if value >= Fraction(3, 4) else 2 if value >= Fraction(1, 2) else 1 if value > 0 else 0


def last_day(world: World) -> date:
    days = [row[side] for row in world["responses"] for side in ("start_date", "end_date") if row[side]]
    return max(days, default=date(2026, 1, 1))


def gap_opens_on(world: World, need: str, partner: str, on: date) -> date | None:
    band_now = rank(point(world, need, partner, on))
    day = on + ONE_DAY
    while day <= last_day(world) + ONE_DAY:
        if rank(point(world, need, partner, day)) < band_now:
            return day
        day += ONE_DAY
    return None


def half_even(value: Fraction) -> float:
    return round(value * 10**6) / 10**6


def cells(world: World) -> list[tuple[str, str]]:
    return sorted((need["code"], partner) for need in world["needs"] for partner in need["partners"])


def coverage(world: World, on: date) -> list[dict[str, Any]]:
    rows = []
    for need, partner in cells(world):
        degrees = helps(world, counting(world, need, partner, on))
        strict, claimed, planned = (point(world, need, partner, on, r) for r in ("strict", "claimed", "planned"))
        listed = sorted(counting(world, need, partner, on, "claimed"), key=lambda claim: claim["code"])
        rows.append(
            {
                "need": need,
                "partner": partner,
                "low": half_even(max(degrees, default=Fraction(0))),
                "point": half_even(strict),
                "high": half_even(min(Fraction(1), sum(degrees, Fraction(0)))),
                "band": BANDS[rank(strict)],
                "planned_band": BANDS[rank(planned)],
                "claimed_point": half_even(claimed),
                "claimed_band": BANDS[rank(claimed)],
                "gap_opens_on": gap_opens_on(world, need, partner, on),
                "claims": [
                    {
                        "claim": claim["code"],
                        "response": claim["response"],
                        "degree": claim["degree"],
                        "partner_word": claim["partner_word"],
                    }
                    for claim in listed
                ],
            }
        )
    return rows
