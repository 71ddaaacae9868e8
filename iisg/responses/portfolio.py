"""The one door from the database to the analysis: the frames of what the person acting may see."""

from typing import Any

import polars as pl
from django.db import connection

from iisg.analysis.portfolio import SCHEMAS, Portfolio

NEEDS = """
    select n.code, n.title, n.pillar_id, nullif(n.strand, ''), m.code, n.need_types, n.perspective,
        array(select p.partner_id from needs_needpartner p where p.need_id = n.id order by p.partner_id), n.priority
    from needs_need n left join framework_measure m on m.id = n.measure_id
    where n.cycle_id = %(cycle)s and (not n.is_demo or %(demo)s) order by n.code"""

RESPONSES = """
    select r.code, r.title, r.pillar_id, r.secondary_pillars, {lead}, {funder}, {implementer},
        array(select s.partner_id from responses_served s where s.response_id = r.id order by s.partner_id),
        r.start_date, r.end_date, r.status, r.budget_eur, nullif(r.instrument, ''), r.approaches, above.code
    from responses_response r left join responses_response above on above.id = r.part_of_id
    where not r.is_demo or %(demo)s order by r.code"""
PARTIES = """array(select o.short_name from responses_party p join members_organisation o on o.id = p.organisation_id
    where p.response_id = r.id and p.role = '{}' order by p."order", p.id)"""

CLAIMS = """
    select c.code, n.code, r.code, array_agg(p.partner_id order by p.partner_id), c.degree, min(p.word)
    from responses_claim c join needs_need n on n.id = c.need_id join responses_response r on r.id = c.response_id
    join responses_claimpartner p on p.claim_id = c.id
    where n.cycle_id = %(cycle)s and (not c.is_demo or %(demo)s) group by c.id, n.code, r.code order by c.code"""

APPROACHES = "select code, name, serves from framework_approach order by code"

PREVIOUS = """
    select n.code, n.title, n.pillar_id, nullif(n.strand, ''), m.code, n.need_types, n.perspective,
        array(select p.partner_id from needs_needpartner p where p.need_id = n.id order by p.partner_id), n.priority,
        min(l.fate), array_remove(array_agg(s.code order by l."order"), null)
    from needs_need n left join framework_measure m on m.id = n.measure_id
    left join needs_lineage l on l.need_id = n.id left join needs_need s on s.id = l.successor_id
    where n.cycle_id < %(cycle)s and not n.is_demo group by n.id, m.code order by n.code"""


def portfolio_of(cycle: str, with_demonstration: bool = False) -> Portfolio:
    """Needs of a cycle, all responses, the claims between them: of the person acting.

    Demonstration rows only where asked for: they are shown, but never counted (interfaces.md section 1).
    """
    parties = {role: PARTIES.format(role) for role in ("lead", "funder", "implementer")}
    queries = {
        "needs": NEEDS,
        "responses": RESPONSES.format(**parties),
        "claims": CLAIMS,
        "approaches": APPROACHES,
        "previous": PREVIOUS,
    }
    words = {"cycle": cycle, "demo": with_demonstration}
    return Portfolio(**{name: frame(name, query, words) for name, query in queries.items()})


def frame(name: str, query: str, words: dict[str, Any]) -> pl.DataFrame:
    with connection.cursor() as cursor:
        cursor.execute(query, words)
        return pl.DataFrame(cursor.fetchall(), schema=SCHEMAS[name], orient="row")
