"""The members' list and the search page, as requests through Django, against the bare SQL that they need.

The bare statements are written by hand, without row-level security: what a page shows, asked for once, in the plainest
way. The 95th percentile is over a mix of addresses, each asked equally often; the statements are mixed alike.
"""

from collections.abc import Iterator, Sequence

import psycopg
from django.db import connection
from django.test import Client

from iisg.config.postgres import Server
from tests import database, people
from tests.benchmarks.measure import Line, Result, Taken, call, p95
from tests.benchmarks.register import superuser

TIMES = 8  # of each address
RATIO, SECONDS = 5.0, 0.150  # the goals

ROWS = """
    select r.code, r.title, r.pillar_id, r.level, r.status, r.start_date, r.end_date, r.budget_eur,
        (select array_agg(o.short_name order by p."order") from responses_party p
         join members_organisation o on o.id = p.organisation_id where p.response_id = r.id),
        (select array_agg(s.partner_id) from responses_served s where s.response_id = r.id)
    from responses_response r where {where}
    order by coalesce(r.end_date < current_date, false), case when r.end_date >= current_date then r.end_date end,
        r.end_date desc nulls last, r.code limit 50"""
COUNT = "select count(*), min(r.start_date), max(r.end_date) from responses_response r where {where}"
LIST = (ROWS, COUNT)  # lists of this length do not count what each box holds

SERVES_AL = "exists (select 1 from responses_served a where a.response_id = r.id and a.partner_id = 'AL')"
MENTIONS = "r.words @@ to_tsquery('simple', '{}:*')"
LISTS = [
    ("/members/responses/", "true"),
    ("/members/responses/?page=3&sort=title", "true"),
    ("/members/responses/?partner=AL&pillar=WBBSi", f"r.pillar_id = 'WBBSi' and {SERVES_AL}"),
    ("/members/responses/?q=border", MENTIONS.format("border")),
]

FOUND = """
    select r.id, r.code, r.title from {records} r
    where r.words @@ to_tsquery('simple', '{words}')
    order by ts_rank(r.words, to_tsquery('simple', '{words}')) desc limit 50"""
# A mistyped word is looked up among words on both sides: over all texts it takes bare SQL ten seconds.
NEARLY = FOUND.replace(
    "to_tsquery('simple', '{words}')",
    "(select to_tsquery('simple', string_agg(w.word, ' | ')) from search.word w where w.word % '{words}')",
)
RECORDS = ("needs_need", "responses_response", "framework_referencedocument")
SEARCHES = [
    ("border", FOUND, "border:*"),
    ("trafficking firearms", FOUND, "trafficking:* & firearms:*"),
    ("N-BS-017", FOUND, "n:* & bs:* & 017:*"),
    ("граница", FOUND, "granica:*"),
    ("zzqqyy", FOUND, "zzqqyy:*"),
    ("traficking", NEARLY, "traficking"),
]


def measure(server: Server, name: str, size: str) -> Iterator[Result]:
    database.use(server, name)
    client = people.client(people.OFFICER_AL)
    lists = [(address, [sql.format(where=where) for sql in LIST]) for address, where in LISTS]
    searches = [
        (f"/search/?q={query}", [sql.format(records=records, words=words) for records in RECORDS])
        for query, sql, words in SEARCHES
    ]
    with superuser(server, name) as free:
        for what, cases in (("list page", lists), ("search page", searches)):
            pages = [taken for address, _ in cases for taken in ask(client, address)]
            bare = [taken for _, statements in cases for taken in send(free, statements)]
            yield Line(f"{what}, 95th percentile", size, p95(pages), p95(bare), RATIO, SECONDS)


def ask(client: Client, address: str) -> list[Taken]:
    def get() -> None:
        assert client.get(address).status_code == 200

    get()  # connects
    return call(get, TIMES, connection.connection.info.backend_pid)


def send(free: psycopg.Connection, statements: Sequence[str]) -> list[Taken]:
    return call(lambda: [free.execute(statement).fetchall() for statement in statements], TIMES, free.info.backend_pid)
