"""Row-level security against none: the same statements, as a member and as the superuser, for whom no policy holds."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import psycopg
from django.http import QueryDict
from django.utils import timezone

from iisg.access.acting import acting_as, sign
from iisg.config.postgres import Server
from iisg.responses.listing import PER_PAGE, Listing
from iisg.responses.models import Response
from iisg.responses.views.listed import FACETS
from tests import people
from tests.benchmarks.measure import Line, Result, call, least
from tests.benchmarks.register import superuser

TIMES = 30
SUMS, COUNTS, LIST = 1.5, 4.0, 1.2  # the goals

STATEMENTS: list[tuple[str, float, str, tuple[Any, ...]]] = [
    ("sums of responses by pillar", SUMS,
     "select pillar_id, sum(budget_eur), count(*) from responses_response group by pillar_id", ()),
    ("sums of claims by need and degree", SUMS,
     "select need_id, degree, count(*) from responses_claim group by need_id, degree", ()),
    ("sums over needs, claims and responses", SUMS,
     """select n.pillar_id, r.status, count(*), sum(r.budget_eur) from responses_claim c
        join needs_need n on n.id = c.need_id join responses_response r on r.id = c.response_id group by 1, 2""", ()),
    ("count of responses", COUNTS, "select count(*) from responses_response", ()),
    ("count of claims", COUNTS, "select count(*) from responses_claim", ()),
]  # fmt: skip


def measure(server: Server, name: str, size: str) -> Iterator[Result]:
    token = sign(people.person(people.OFFICER_AL).pk)
    with superuser(server, name) as free, psycopg.connect(server.url(database=name)) as held:
        held.execute("select set_config('iisg.actor', %s, false)", [token])
        for what, goal, statement, parameters in [*STATEMENTS, ("first page of the list", LIST, *list_page())]:
            ours, bare = [
                least(call(partial(fetch, connection, statement, parameters), TIMES, connection.info.backend_pid))
                for connection in (held, free)
            ]
            yield Line(f"row-level security, {what}", size, ours, bare, goal)


def list_page() -> tuple[str, tuple[Any, ...]]:
    """The rows of the first page of the members' list, as the page asks for them."""
    with acting_as(None):
        first = Listing(QueryDict(), Response.objects.all(), FACETS, timezone.localdate()).in_turn[0][:PER_PAGE]
    return first.query.sql_with_params()


def fetch(connection: psycopg.Connection, statement: str, parameters: tuple[Any, ...]) -> None:
    connection.execute(statement, parameters).fetchall()
