"""Whether the journal is whole, and what stands in the tables is what it tells.

PostgreSQL looks (checks.sql and the like of other rooms), as the Secretariat; this says in words what it found, never a
value: the words may be mailed.

A head is the seal of the newest entry and how many there are. Kept off the host it finds also a chain that somebody who
may write everything made anew: the present chain must still lead through it.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from iisg.access.acting import say

CHECKS = ("history.chain_faults", "history.record_faults", "reports.faults", "needs.faults", "responses.faults")
NAMED = 5  # of one kind, in the words

RESTORE = "Restore the database from a backup of before, and compare."
CHANGED_BESIDE = (
    "It was changed past the journal, by somebody with rights over the database. Compare with a backup of before; "
    "then save what is right through the platform."
)
KINDS = {
    "altered": ("an entry is not as it was sealed", RESTORE),
    "beside": ("an entry stands beside the chain: one before it was removed or altered, or it was put in", RESTORE),
    "unsealed": ("an entry has no seal: it was put in past the platform", RESTORE),
    "cut": ("the newest entries are missing: the chain ends before its head", RESTORE),
    "head gone": ("the head is missing", RESTORE),
    "head moved": ("the chain does not end at its head", RESTORE),
    "not kept": ("the chain does not lead through the head that was kept: it was cut or made anew", RESTORE),
    "entries disagree": ("its entries contradict each other: one was removed, put in or altered", RESTORE),
    "put in": ("it stands in its table, and the journal does not tell of it", CHANGED_BESIDE),
    "gone": ("the journal tells of it, and it is not in its table", CHANGED_BESIDE),
    "changed": ("its value is not what the journal tells", CHANGED_BESIDE),
    "untold": ("no entry tells its value", CHANGED_BESIDE),
    "derived": ("it does not follow from the records that it is computed from", CHANGED_BESIDE),
    "file": ("the file is not the one that was published: missing, put in or changed", CHANGED_BESIDE),
    "trigger off": (
        "a trigger is off: what it keeps is not kept",
        "Switch it on, and check what was written meanwhile.",
    ),
    "not watched": ("its changes are not journalled any more", "Migrate, and check what was written meanwhile."),
}


@dataclass(frozen=True)
class Fault:
    kind: str
    record: str
    record_id: int | None
    field: str | None = None


@dataclass(frozen=True)
class Head:
    entries: int
    hash: str
    at: str

    def __str__(self) -> str:
        return f"iisg journal head 1\nentries: {self.entries}\nhash: {self.hash}\nat: {self.at}\n"


WRITTEN = re.compile(r"iisg journal head 1\nentries: (\d{1,18})\nhash: ([0-9a-f]{64})\nat: (\S+)\n")


def read_head(text: str) -> Head:
    """Raises ValueError where this is no head."""
    found = WRITTEN.fullmatch(text)
    if found is None:
        raise ValueError("This is no head of a journal: four lines, as iisg verify --write-head writes them.")
    return Head(int(found[1]), found[2], found[3])


def present_head() -> Head | None:
    """None where somebody removed it."""
    ((entries, seal),) = ask("select entries, hash from history.present_head()")
    return seal and Head(entries, bytes(seal).hex(), datetime.now(UTC).isoformat(timespec="seconds"))


def find_faults(kept: Head | None = None) -> list[Fault]:
    say("statement_timeout", "0")  # a long journal takes longer than a page may
    faults = [Fault(*row) for check in CHECKS for row in ask(f"select * from {check}()")]
    if kept and not ask("select history.leads_through(%s, %s)", kept.entries, bytes.fromhex(kept.hash))[0][0]:
        faults.append(Fault("not kept", "history_entry", kept.entries))
    return faults


def ask(question: str, *values: int | bytes) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        return list(cursor.fetchall())


def describe(faults: list[Fault]) -> Iterator[str]:
    """A paragraph for each kind: what is wrong, where, what to do."""
    by_kind = defaultdict(list)
    for fault in faults:
        by_kind[fault.kind].append(fault)
    for kind, found in by_kind.items():
        what, advice = KINDS[kind]
        places = ", ".join(place(fault) for fault in found[:NAMED])
        more = f" and {len(found) - NAMED:,} more" if len(found) > NAMED else ""
        yield f"{what[0].upper()}{what[1:]}: {places}{more}. {advice}"


def place(fault: Fault) -> str:
    return " ".join(str(part) for part in (fault.record, fault.record_id, fault.field) if part is not None)
