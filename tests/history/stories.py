"""Random saves of a few records, straight in the database, and what each person reads after each of them.

Two needs and two responses with all their parts. Each value that is written is written once, so that it can be told
where it was read: in its table, or only later in the history.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import psycopg

from iisg.access.acting import sign
from tests.people import AGENCY, DONOR, OFFICER_AL, SECRETARIAT

READERS = [SECRETARIAT, OFFICER_AL, DONOR, AGENCY]  # of some pillars each; the board sees what they see together
LEVELS = ("public", "members", "pillar", "secretariat")
CODES = count(1)
PILLARS = ("WBBSi", "WBCTi", "WBCSCi")

# Each watched table: the column whose values are followed, and how a row of it comes to be. Where that is not said, one
# is there.
PARTS: dict[str, tuple[str, str | None]] = {
    "needs_need": ("description", None),
    "needs_needpartner": (
        "statement",
        "insert into needs_needpartner (need_id, partner_id, statement, institutions, urgency, version)"
        " values ({n0}, '{partner}', {value}, '', '', 1)",
    ),
    "needs_evidence": (
        "passage",
        "insert into needs_evidence (need_id, locator, passage, \"order\") values ({n0}, '', {value}, 1)",
    ),
    "needs_lineage": (
        "reason",
        'insert into needs_lineage (need_id, successor_id, fate, reason, "order")'
        " values ({n0}, {n1}, 'carried', {value}, 1)",
    ),
    "responses_response": ("description", None),
    "responses_party": (
        "amount_eur",
        'insert into responses_party (response_id, organisation_id, role, amount_eur, "order")'
        " values ({r0}, {org}, 'funder', {value}, 2)",
    ),
    "responses_served": (
        "share",
        "insert into responses_served (response_id, partner_id, share) values ({r0}, '{partner}', {value})",
    ),
    "responses_responsenote": (
        "remarks",
        "insert into responses_responsenote (response_id, contact, remarks) values ({r0}, '', {value})",
    ),
    "responses_claim": ("rationale", None),
    "responses_claimpartner": (
        "remark",
        "insert into responses_claimpartner (claim_id, need_id, response_id, partner_id, word, remark, said_by)"
        " values ({claim}, {n0}, {r0}, '{partner}', 'silent', {value}, '')",
    ),
    "responses_pairdecision": (
        "reason",
        "insert into responses_pairdecision (about, first_id, second_id, decision, reason, fingerprint, decided_by,"
        " decided_on, version) values ('record', {r0}, {r1}, 'merged', {value}, '[]', '', current_date, 1)",
    ),
    "framework_objective": ("title", None),
    "framework_measure": ("title", None),
    "framework_rate": ("per_eur", None),
    "framework_gapweights": ("high", None),
    "reports_edition": ("note", None),
}
NEED = """insert into needs_need (code, cycle_id, pillar_id, strand, title, description, need_types, perspective,
    priority, priority_reason, acquis_chapters, level, state, is_demo, version) values (%s, '2025-2026', 'WBCTi', '',
    't', '', '{operational}', '{}', 'low', '', '{}', %s, 'proposed', false, 1) returning id"""
RESPONSE = """insert into responses_response (code, title, description, kind, pillar_id, secondary_pillars,
    target_institutions, date_precision, status, budget_currency, budget_note, instrument, approaches, source_url,
    "references", level, is_demo, version, owners, leads, served) values (%s, 't', '', 'project', 'WBCTi', '{}', '{}',
    '', 'ongoing', '', '', '', '{}', '', '{}', %s, false, 1, '{}', '{}', '{}') returning id"""
CLAIM = """insert into responses_claim (code, need_id, response_id, degree, part, rationale, is_demo, version)
    values (%s, %s, %s, 'partly', '', '', false, 1) returning id"""
OWNED = "update needs_need set owner_id = %(org)s where id = %(id)s"
PARTIES = (
    "delete from responses_party where response_id = %(id)s and organisation_id = %(org)s",
    "update responses_party set organisation_id = %(org)s where response_id = %(id)s and role = 'lead'",
    """insert into responses_party (response_id, organisation_id, role, "order") values (%(id)s, %(org)s, 'lead', 1)
        on conflict do nothing""",
)
NUMBERS = {"amount_eur", "share", "per_eur", "high"}
OF = {  # where the rows of a story are found
    "needs_need": "id = {n0}",
    "needs_needpartner": "need_id in ({n0}, {n1}) and partner_id = 'RS'",
    "needs_evidence": "need_id in ({n0}, {n1})",
    "needs_lineage": "need_id in ({n0}, {n1})",
    "responses_response": "id = {r0}",
    "responses_party": "response_id in ({r0}, {r1})",
    "responses_served": "response_id in ({r0}, {r1}) and partner_id = 'RS'",
    "responses_responsenote": "response_id in ({r0}, {r1})",
    "responses_claim": "id = {claim}",
    "responses_claimpartner": "claim_id = {claim} and partner_id = 'RS'",
    "responses_pairdecision": "first_id = {r0}",
}

PARENTS = {  # among n0, n1, r0, r1: whose gates are those of a row
    "needs_need": [0],
    "needs_needpartner": [0],
    "needs_evidence": [0],
    "needs_lineage": [0, 1],
    "responses_response": [2],
    "responses_party": [2],
    "responses_served": [2],
    "responses_responsenote": [2],
    "responses_claim": [0, 2],
    "responses_claimpartner": [0, 2],
    "responses_pairdecision": [2, 3],
}

Value = tuple[str, str, str]  # table, column, value


@dataclass
class Story:
    """One session of the Secretariat, which does everything; `people` are the ids of the readers."""

    session: psycopg.Connection
    people: dict[str, int]
    organisations: list[int]
    ids: dict[str, Any] = field(default_factory=dict)
    values: Iterator[int] = field(default_factory=lambda: count(1))
    seen: dict[str, set[Value]] = field(default_factory=lambda: defaultdict(set))
    begun: int = 0

    def become(self, name: str) -> None:
        self.session.execute("select set_config('iisg.actor', %s, true)", [sign(self.people[name])])

    def begin(self, levels: tuple[str, str, str, str]) -> None:
        with self.session.transaction():
            self.become(SECRETARIAT)
            self.begun = self.one("select coalesce(max(id), 0) from history_entry")
            for number in (0, 1):
                self.ids[f"n{number}"] = self.one(NEED, [f"N-{next(CODES)}", levels[number]])
                self.ids[f"r{number}"] = self.one(RESPONSE, [f"R-{next(CODES)}", levels[2 + number]])
            self.ids["claim"] = self.one(CLAIM, [f"C-{next(CODES)}", self.ids["n0"], self.ids["r0"]])
            # Montenegro stays throughout, so that the claim does not end; Serbia comes and goes.
            for table in ("needs_needpartner", "responses_served", "responses_claimpartner"):
                for partner in ("ME", "RS"):
                    self.add(table, value="0.5" if table == "responses_served" else "''", partner=partner)
        self.look()

    def add(self, table: str, partner: str = "RS", **given: Any) -> None:
        added = str(PARTS[table][1]).format(**self.ids, partner=partner, **given)
        self.session.execute(f"{added} on conflict do nothing")

    def one(self, question: str, values: Any = None) -> Any:
        (found,) = self.session.execute(question, values).fetchone()  # type: ignore[misc]
        return found

    def save(self, steps: list[tuple[str, int, int]]) -> None:
        """One transaction: all of its steps, or none where the database refuses one."""
        try:
            with self.session.transaction():
                self.become(SECRETARIAT)
                for what, which, how in steps:
                    getattr(self, what)(which, how)
        except psycopg.IntegrityError:
            return
        self.look()

    def set_level(self, which: int, how: int) -> None:
        table, record = self.record(which)
        self.session.execute(f"update {table} set level = %s where id = %s", [LEVELS[how % 4], record])

    def move_pillar(self, which: int, how: int) -> None:
        table, record = self.record(which)
        self.session.execute(f"update {table} set pillar_id = %s where id = %s", [PILLARS[how % 3], record])

    def set_owner(self, which: int, how: int) -> None:
        """Of a need; of a response a party comes, goes or is swapped for another organisation."""
        table, record = self.record(which)
        organisation = self.organisations[how % len(self.organisations)]
        statement = OWNED if table == "needs_need" else PARTIES[how // 4 % 3]
        self.session.execute(statement, {"org": organisation, "id": record})

    def record(self, which: int) -> tuple[str, int]:
        name = ("n0", "n1", "r0", "r1")[which % 4]
        return ("needs_need" if name[0] == "n" else "responses_response"), self.ids[name]

    def write(self, which: int, how: int) -> None:
        """A row of some watched table is added, changed or removed."""
        table = list(PARTS)[which % len(PARTS)]
        column, added = PARTS[table]
        number = next(self.values)
        value = f"{number / 100:.2f}" if column in NUMBERS else f"'value {number}'"
        where = OF.get(table, f"id = (select min(id) from {table})").format(**self.ids)
        exists = self.one(f"select exists (select from {table} where {where})")
        if added and (how % 3 == 0 or not exists):
            self.add(table, value=value, org=self.organisations[how % len(self.organisations)])
        elif added and how % 3 == 1:
            self.session.execute(f"delete from {table} where {where}")
        else:
            self.session.execute(f"update {table} set {column} = {value} where {where}")

    def settle(self, which: int, how: int) -> None:
        """As actions do that ask for the rules before the end: entries are sealed then."""
        self.session.execute("set constraints all immediate")
        self.session.execute("set constraints all deferred")

    def look(self) -> None:
        """What each person now reads in the tables."""
        rows = " union all ".join(
            f"select '{table}', '{column}', {column}::text from {table} where {OF.get(table, 'true')}"
            for table, (column, _) in PARTS.items()
        ).format(**self.ids)
        with self.session.transaction():
            for name in READERS:
                self.become(name)
                self.seen[name] |= {said(*row) for row in self.session.execute(rows).fetchall()}

    def told(self, name: str) -> set[Value]:
        """What this person reads in the history of the story."""
        with self.session.transaction():
            self.become(name)
            entries = self.session.execute(
                "select record, old, new from history_entry where id > %s", [self.begun]
            ).fetchall()
        return {
            said(table, column, str(part[column]))
            for table, old, new in entries
            for part, column in ((old, PARTS[table][0]), (new, PARTS[table][0]))
            if part and part.get(column)
        }


def said(table: str, column: str, value: str | None) -> Value:
    """Numbers with as many places as need be."""
    return table, column, f"{float(value):g}" if value and column in NUMBERS else value or ""
