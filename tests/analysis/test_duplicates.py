"""Near-duplicate records: planted copies found among decoys; what speaks for a pair and against it, case by case."""

import random
import string
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from rapidfuzz.distance import Levenshtein

from iisg.analysis.duplicates import near_duplicates, plain_title
from iisg.analysis.portfolio import frame_of
from tests.analysis.world import day, response

Row = dict[str, Any]
VERBS = [
    "Support",
    "Strengthening",
    "Assistance",
    "Enhancing",
    "Advancing",
    "Building",
    "Equipping",
    "Fostering",
    "Promoting",
    "Reforming",
]
THINGS = [
    "integrated border management",
    "cybercrime investigation units",
    "witness protection",
    "forensic laboratories",
    "asset recovery offices",
    "prevention of violent extremism in schools",
    "firearms control",
    "maritime surveillance",
    "readmission case management",
    "anti-corruption prosecutors",
    "police peer training",
    "document security",
    "trafficking victim referral",
]
WAYS = [
    "through regional exchange",
    "with equipment",
    "by mentoring",
    "in prisons",
    "at airports",
    "for women officers",
    "online",
]
PARTNERS = ["AL", "BA", "ME", "MK", "RS", "XK"]


def find(*rows: Row) -> list[tuple[str, str]]:
    return near_duplicates(frame_of("responses", list(rows))).select("a", "b").rows()


def record(code: str, title: str = "Support to forensic laboratories", **fields: Any) -> Row:
    return response(code, title=title, partners=["AL"], start_date=None, end_date=None) | fields


def _invent(number: int, dice: random.Random) -> Row:
    name = "".join(dice.choices(string.ascii_uppercase, k=5)).capitalize()
    start = day(dice.randrange(-1500, 700))
    return record(
        f"O{number:04}",
        f"{dice.choice(VERBS)} {dice.choice(THINGS)} {dice.choice(WAYS)} - {name}",
        partners=dice.sample(PARTNERS, dice.randint(1, 3)),
        start_date=start,
        end_date=start + timedelta(dice.randrange(300, 1500)),
        budget_eur=dice.choice([None, Decimal(dice.randrange(50, 9000) * 1000)]),
    )


def _copy(row: Row, dice: random.Random) -> Row:
    """As another organisation would enter it: a fifth of the title's characters other, dates up to 60 days off."""
    title = list(row["title"])
    for at in dice.sample(range(len(title)), len(title) // 5):
        title[at] = dice.choice([letter for letter in string.ascii_letters if letter.lower() != title[at].lower()])
    moved = {side: row[side] + timedelta(dice.randint(-60, 60)) for side in ("start_date", "end_date")}
    budget = dice.choice([None, row["budget_eur"]])
    return row | moved | {"code": f"C{row['code'][1:]}", "title": "".join(title), "budget_eur": budget}


@pytest.mark.parametrize("seed", [1, 2])
def test_planted_copies_are_found_among_decoys(seed: int) -> None:
    dice = random.Random(seed)
    originals = [_invent(number, dice) for number in range(1000)]
    decoys = [_invent(number, dice) for number in range(1000, 2000)]
    copies = [_copy(row, dice) for row in originals]
    rows = originals + copies + decoys
    dice.shuffle(rows)
    found = set(find(*rows))
    planted = {(copy["code"], f"O{copy['code'][1:]}") for copy in copies}
    precision, recall = (len(found & planted) / len(side) for side in (found, planted))
    print(f"near-duplicates, 1,000 planted among 1,000 decoys: precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= 0.95
    assert recall >= 0.95


def test_small_registers_are_searched_as_if_every_two_were_compared() -> None:
    """In thirty records nothing is too common to be a hint, so the blocks lose no pair with alike titles."""
    dice = random.Random(5)
    originals = [_invent(number, dice) for number in range(15)]
    rows = sorted(originals + [_copy(row, dice) for row in originals], key=lambda row: row["code"])
    expected = set()
    for a, b in combinations(rows, 2):
        alike = Levenshtein.normalized_similarity(plain_title(a["title"]), plain_title(b["title"]))
        days = [abs((a[side] - b[side]).days) for side in ("start_date", "end_date")]
        amounts = [row["budget_eur"] for row in (a, b) if row["budget_eur"] is not None]
        same_money = len(amounts) < 2 or max(amounts) - min(amounts) <= max(amounts) * Decimal("0.05")
        if alike >= 0.75 and set(a["partners"]) & set(b["partners"]) and max(days) <= 60 and same_money:
            expected.add((a["code"], b["code"]))
    assert set(find(*rows)) == expected
    assert len(expected) >= 15


@pytest.mark.parametrize(
    ("a", "b", "is_found"),
    [
        ({}, {}, True),
        ({}, {"title": "SUPPORT to Forénsic, Laboratories!"}, True),
        ({}, {"title": "Mentoring of border guards"}, False),
        ({}, {"partners": ["RS"]}, False),
        ({}, {"part_of": "A"}, False),
        ({"start_date": day(0)}, {"start_date": day(60)}, True),
        ({"start_date": day(0)}, {"start_date": day(61)}, False),
        ({"end_date": day(0)}, {"end_date": day(-61)}, False),
        ({"budget_eur": Decimal(100)}, {"budget_eur": Decimal(95)}, True),
        ({"budget_eur": Decimal(100)}, {"budget_eur": Decimal(94)}, False),
        ({"budget_eur": Decimal(0)}, {"budget_eur": Decimal(0)}, True),
        ({"title": "Support to forensic laboratories II"}, {"title": "Support to forensic laboratories III"}, False),
        ({"title": "Suport to forensc laborat"}, {}, False),
        ({"title": "Suport to forensc laborat", "start_date": day(1)}, {"start_date": day(1)}, True),
    ],
)
def test_what_speaks_for_a_pair_and_what_against(a: Row, b: Row, is_found: bool) -> None:
    assert find(record("A", **a), record("B", **b)) == ([("A", "B")] if is_found else [])
    assert find(record("B", **b), record("A", **a)) == ([("A", "B")] if is_found else [])


def test_a_shared_reference_speaks_for_a_pair_and_the_reasons_say_all() -> None:
    a = record("A", start_date=day(0), end_date=day(9), budget_eur=Decimal(7))
    b = record("B", "Suport to forensc laborat", start_date=day(1), end_date=day(9), budget_eur=Decimal(7))
    found = near_duplicates(frame_of("responses", [a, b]), {"A": ["X", "XI-IATI-7"], "B": ["XI-IATI-7"]}).to_dicts()
    assert [(row["alike"], row["reasons"]) for row in found] == [
        (
            0.78125,
            [
                "The titles are alike to 78 in 100.",
                "Both have the reference XI-IATI-7.",
                "They start 1 day apart.",
                "They end on the same day.",
                "Their amounts are the same.",
            ],
        )
    ]
