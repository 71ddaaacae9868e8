"""A large register: the sample, copied many times over inside the database, with levels that hide much of it."""

import psycopg

from iisg.config.postgres import Server
from tests import database

STRIDE = 1_000_000  # between the ids of one copy and the next
# Per table the columns that shift with the copy.
TABLES = {
    "needs_need": ["id"],
    "needs_needpartner": ["id", "need_id"],
    "needs_evidence": ["id", "need_id"],
    "responses_response": ["id", "part_of_id"],
    "responses_party": ["id", "response_id"],
    "responses_served": ["id", "response_id"],
    "responses_claim": ["id", "need_id", "response_id"],
    "responses_claimpartner": ["id", "claim_id", "need_id", "response_id"],
}
# Of ten records of the copies: responses 4 public, 3 for members; needs 7 for members; both 2 for pillars, 1 hidden.
LEVELS = {
    "responses_response": "{public,public,public,public,members,members,members,pillar,pillar,secretariat}",
    "needs_need": "{members,members,members,members,members,members,members,pillar,pillar,secretariat}",
}
COLUMNS = """
    select column_name from information_schema.columns
    where table_name = %s and is_generated = 'NEVER' order by ordinal_position"""
# Triggers are off while copying, so what they keep is written here.
INHERIT = """
    update responses_claim c
    set need_audience = n.audience, need_owner = n.owner_key, response_audience = r.audience, response_owners = r.owners
    from needs_need n, responses_response r
    where n.id = c.need_id and r.id = c.response_id and c.id > %s"""


def superuser(server: Server, name: str) -> psycopg.Connection:
    """Sees and does everything: row-level security does not hold for it."""
    return psycopg.connect(server.url("postgres", name), autocommit=True)


def grow(server: Server, name: str, responses: int) -> None:
    """A copy of the sample's database, grown to this many responses; needs and claims grow in proportion."""
    database.copy(server, name)
    with superuser(server, name) as connection:
        connection.execute("set session_replication_role = replica")
        held = connection.execute("select count(*) from responses_response").fetchone()
        assert held is not None
        copies = -(-responses // held[0]) - 1
        for table in TABLES:
            connection.execute(_copy(connection, table), {"copies": copies})
        connection.execute(INHERIT, [STRIDE])
        connection.execute("vacuum analyze")


def _copy(connection: psycopg.Connection, table: str) -> str:
    columns = [name for (name,) in connection.execute(COLUMNS, [table])]
    chosen = ", ".join(_expression(table, column) for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return f"insert into {table} ({names}) select {chosen} from {table}, generate_series(1, %(copies)s) copy"


def _expression(table: str, column: str) -> str:
    if column in TABLES[table]:
        return f"{column} + copy::bigint * {STRIDE}"
    if column == "code":
        return "code || '-' || copy"
    if column == "title":
        return "title || ' ' || copy"
    if column == "level":
        return f"('{LEVELS[table]}'::text[])[1 + (id * 7 + copy * 3) %% 10]"
    return f'"{column}"'
