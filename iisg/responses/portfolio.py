"""The one door from the database to the analysis: the frames of what the person acting may see."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from iisg.access.days import read_day
from iisg.analysis.joining import JOINED, join_records
from iisg.analysis.portfolio import SCHEMAS, Columns, Portfolio
from iisg.framework.models import Cycle

NEEDS = """
    select n.code, n.title, n.pillar_id, nullif(n.strand, ''), m.code, n.need_types, n.perspective,
        array(select p.partner_id from needs_needpartner p where p.need_id = n.id order by p.partner_id), n.priority
    from needs_need n left join framework_measure m on m.id = n.measure_id
    where {these} and (not n.is_demo or %(demo)s) order by n.code"""

RESPONSES = """
    select r.code, r.title, r.pillar_id, r.secondary_pillars, {lead}, {funder}, {implementer},
        array(select s.partner_id from responses_served s where s.response_id = r.id order by s.partner_id),
        {start}, {end}, r.status,
        responses.in_euro(r.budget_eur, r.budget_amount, r.budget_currency, r.start_date, r.end_date)::text,
        nullif(r.instrument, ''), r.approaches, above.code, kept.code
    from responses_response r left join responses_response above on above.id = r.part_of_id
    left join responses_response kept on kept.id = r.joined_into_id
    where {those} and (not r.is_demo or %(demo)s) order by r.code"""
PARTIES = """array(select o.short_name from responses_party p join members_organisation o on o.id = p.organisation_id
    where p.response_id = r.id and p.role = '{}' order by p."order", p.id)"""

CLAIMS = """
    select c.code, n.code, r.code, array_agg(p.partner_id order by p.partner_id), c.degree, min(p.word)
    from responses_claim c join needs_need n on n.id = c.need_id join responses_response r on r.id = c.response_id
    join responses_claimpartner p on p.claim_id = c.id
    where {these} and (not c.is_demo or %(demo)s) group by c.id, n.code, r.code order by c.code"""

APPROACHES = "select code, name, serves from framework_approach order by code"

PREVIOUS = """
    select n.code, n.title, n.pillar_id, nullif(n.strand, ''), m.code, n.need_types, n.perspective,
        array(select p.partner_id from needs_needpartner p where p.need_id = n.id order by p.partner_id), n.priority,
        case when min(l.fate) = 'carried' and count(*) > 1 then 'split' else nullif(min(l.fate), '') end,
        array_remove(array_agg(s.code order by l."order"), null)
    from needs_need n left join framework_measure m on m.id = n.measure_id
    left join needs_lineage l on l.need_id = n.id left join needs_need s on s.id = l.successor_id
    where n.cycle_id < %(cycle)s and not n.is_demo group by n.id, m.code order by n.code"""

EDITIONS_BEFORE = 2  # chronic is three cycles in a row

STATED = "n.cycle_id = %(cycle)s and n.state in ('proposed', 'adopted')"

RELEASED = "{}.level in ('public', 'members')"

# Those that claim to serve some needs, the programmes above them, and the other reports of each: all that the coverage
# of these needs rests on.
AROUND = """r.id in (
    with recursive family (id, part_of_id, joined_into_id) as (
        select f.id, f.part_of_id, f.joined_into_id from responses_response f where f.id in (
            select c.response_id from responses_claim c join needs_need n on n.id = c.need_id where {these})
        union select a.* from family cross join lateral (
            select b.id, b.part_of_id, b.joined_into_id from responses_response b
                where b.id = any(array[family.part_of_id, family.joined_into_id])
            union all select b.id, b.part_of_id, b.joined_into_id from responses_response b
                where b.joined_into_id = family.id) a)
    select id from family)"""


def portfolio_of(cycle: str, with_demonstration: bool = False, released_only: bool = False) -> Portfolio:
    """Needs of a cycle, all responses, the claims between them: of the person acting. Joined records are one response.

    A draft is not stated yet, a withdrawn need no longer is: neither counts.
    Demonstration rows only where asked for: they are shown, but never counted (interfaces.md section 1).
    released_only: up to the members' level, as an edition may print; so nothing above it is joined into what is.
    """
    these, those = (RELEASED.format(row) if released_only else "true" for row in "nr")
    return Portfolio(
        **frames_of(f"{STATED} and {these}", those, {"cycle": cycle, "demo": with_demonstration}),
        previous=previous_of(cycle),
        earlier=earlier_of(cycle, f"{STATED} and {these}", those),
    )


def previous_of(cycle: str) -> pl.DataFrame:
    return frame("previous", PREVIOUS, {"cycle": cycle})


def earlier_of(cycle: str, these: str, those: str) -> tuple[tuple[Portfolio, date], ...]:
    """The two cycles before, oldest first, each with its last day; with fewer nothing can be chronic, so none.

    Never with demonstration rows: what is invented is chronic nowhere.
    """
    before = list(Cycle.objects.filter(code__lt=cycle).order_by("-code")[:EDITIONS_BEFORE])
    if len(before) < EDITIONS_BEFORE:
        return ()
    found = []
    for each in reversed(before):
        frames = frames_of(these, those, {"cycle": each.code, "demo": False})
        found.append((Portfolio(**frames, previous=previous_of(each.code)), each.ends))
    return tuple(found)


def portfolio_around(needs: Sequence[str], with_demonstration: bool = False) -> Portfolio:
    """Some needs by their codes, with all that their coverage rests on: cheap however long the lists."""
    these = "n.code = any(%(needs)s)"
    return Portfolio(**frames_of(these, AROUND.format(these=these), {"needs": list(needs), "demo": with_demonstration}))


def registered() -> pl.DataFrame:
    """The responses as they are registered, joined or not, with `joined_into`; demonstration rows left out."""
    return response_records("true", {"demo": False})


def frames_of(these: str, those: str, words: dict[str, Any]) -> dict[str, Any]:
    """The frames of these needs, their claims, and those responses."""
    responses, claims = join_records(response_records(those, words), frame("claims", CLAIMS.format(these=these), words))
    needs = frame("needs", NEEDS.format(these=these), words)
    return {"needs": needs, "responses": responses, "claims": claims, "approaches": frame("approaches", APPROACHES, {})}


def response_records(those: str, words: dict[str, Any]) -> pl.DataFrame:
    parties = {role: PARTIES.format(role) for role in ("lead", "funder", "implementer")}
    days = {"start": read_day("r.start_date"), "end": read_day("r.end_date")}
    return frame("responses", RESPONSES.format(those=those, **parties, **days), words, {JOINED: pl.String})


def frame(name: str, query: str, words: dict[str, Any], further: Columns | None = None) -> pl.DataFrame:
    """The rows come as lines of JSON: as Python objects they take three times as long. Amounts are text in it, since
    its numbers are read as floats."""
    schema = {**SCHEMAS[name], **(further or {})}
    amounts = [column for column, dtype in schema.items() if isinstance(dtype, pl.Decimal)]
    lines = f"select string_agg(row_to_json(rows)::text, E'\\n') from ({query}) rows ({', '.join(schema)})"
    with connection.cursor() as cursor:
        cursor.execute(lines, words)
        (text,) = cursor.fetchone()
    written = pl.read_ndjson((text or "").encode(), schema=schema | dict.fromkeys(amounts, pl.String))
    return written.with_columns(pl.col(column).cast(schema[column]) for column in amounts)
