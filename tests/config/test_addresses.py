"""To find the page of an address takes time that grows with its length, whatever it repeats."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve, reverse

from iisg.access.limits import LONGEST_CODE

SHORT, LONG = 2_000, 8_000  # characters; no longer ones come through the door
TRIES = 10  # a busy machine may be in the way of one; what grows with the square never passes
GROWTH = 8  # times as long for four times the length: between 4, in proportion, and 16, with the square


def routes(resolver: URLResolver, above: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = above + str(pattern.pattern).strip("^$")
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def repeats(route: str) -> Iterator[tuple[str, str]]:
    """How an address begins that this pattern has to look at, and what it may repeat: what stands between its parts."""
    first, *others = re.split(r"<.*?>|\(.*?\)[+*]?", route)
    for words in {"a" + other for other in others}:
        yield f"/{first}", words


WITH_PARTS = sorted(route for route in routes(get_resolver()) if re.search("[<(]", route))


def time_to_find(address: str) -> float:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        with suppress(Resolver404):
            resolve(address)
        times.append(time.perf_counter() - start)
    return min(times)


def grows_as_its_length(first: str, words: str, end: str) -> bool:
    short, long = (time_to_find(first + words * (size // len(words)) + end) for size in (SHORT, LONG))
    return long < GROWTH * short


@pytest.mark.parametrize("route", WITH_PARTS)
def test_an_address_that_repeats_parts_of_a_route_costs_no_more_than_its_length(route: str):
    for first, words in repeats(route):
        for end in ("", "!", "\n"):
            assert any(grows_as_its_length(first, words, end) for _ in range(TRIES)), (words, end)


def test_the_address_of_a_record_has_room_for_the_longest_code():
    code = "/".join(10 * ["Ž 2025 (?)"])[:LONGEST_CODE]
    assert len(code) == LONGEST_CODE
    assert resolve(unquote(reverse("responses:detail", args=[code]))).kwargs == {"code": code}
    with pytest.raises(Resolver404):
        resolve(f"/responses/{(LONGEST_CODE + 1) * 'a'}/")
