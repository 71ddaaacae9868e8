"""500 random tamperings with the journal, its head, records and files: `iisg verify` with a kept head finds each."""

import random

import pytest

from tests.history.tampering import TAMPERINGS, find_faults, undone

TIMES = 500


@pytest.mark.parametrize("number", range(TIMES))
def test_each_tampering_is_found(superuser, number):
    chance = random.Random(number)
    kept = superuser.execute("select entries, hash from history.head").fetchone()
    with undone(superuser):
        tamper = TAMPERINGS[number % len(TAMPERINGS)]
        tamper(superuser, chance)
        assert find_faults(superuser, kept) != set(), tamper.__name__
