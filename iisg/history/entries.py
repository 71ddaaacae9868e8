"""The journal of one record, in words: who changed what, when, from what to what.

PostgreSQL returns only the entries that the person acting may read. Ids of other records are never shown: each is
looked up as that person, and one that is hidden or gone is named as such.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from iisg.history.models import Entry
from iisg.history.words import HAPPENED, LABELS, READ_WITH, RECORDS, WITHOUT_WORDS

NOT_STATED = "not stated"
TOGETHER = timedelta(seconds=2)  # one save writes several entries
MOST = 300
NAMING = ("partner_id", "organisation_id")  # of whom a record speaks, where it belongs to another

Model = type[models.Model]


@dataclass(frozen=True)
class Change:
    """One field: of what, which, and both values in words."""

    of: str
    label: str
    old: str
    new: str


@dataclass
class Reading:
    """What one person did at one time."""

    at: datetime
    who: str
    note: str
    what: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    whole: str = ""  # set where the record itself was added or removed: its parts then need no mention

    @property
    def summary(self) -> str:
        return self.whole or "; ".join(dict.fromkeys(self.what))


def entries_of(subject: str, record_id: int) -> list[Reading]:
    """The newest entries of a record ("need", "response", "claim"), newest first, those of one save together."""
    subjects = [subject, *(other for other, read_with in READ_WITH.items() if read_with == subject)]
    entries = list(Entry.objects.filter(subject__in=subjects, subject_id=record_id)[:MOST])
    names = Names(entries)
    readings: list[Reading] = []
    for entry in reversed(entries):
        last = readings[-1] if readings else None
        if last is None or (last.who, last.note) != (entry.actor_name, entry.note) or entry.at - last.at > TOGETHER:
            readings.append(last := Reading(entry.at, entry.actor_name, entry.note))
        changes = list(read_changes(entry, names))
        last.changes += changes
        last.what += describe(entry, names, changes)
        if is_subject(entry) and (entry.change != "changed" or happened(entry)):
            said = last.what[-1]
            last.whole = f"{last.whole}; {said[0].lower()}{said[1:]}" if last.whole else said
    return [reading for reading in reversed(readings) if reading.what]


def describe(entry: Entry, names: "Names", changes: list[Change]) -> Iterator[str]:
    name = names.of_record(entry)
    if said := happened(entry):
        yield said
    elif entry.change in ("added", "removed"):
        yield f"{name} {entry.change}"
    elif changes:
        labels = [change.label for change in changes]
        yield f"{name}: {', '.join([labels[0], *(label[0].lower() + label[1:] for label in labels[1:])])} changed"


def happened(entry: Entry) -> str | None:
    """What this entry tells of, where the record has words of its own for it."""
    state = (entry.new or {}).get("state") if entry.change == "changed" else entry.change
    return HAPPENED.get((entry.record, str(state)))


def read_changes(entry: Entry, names: "Names") -> Iterator[Change]:
    old, new = entry.old or {}, entry.new or {}
    model = model_of(entry.record)
    for column in {**old, **new}:
        if column in WITHOUT_WORDS or column in NAMING or is_parent(model, entry, column):
            continue
        before, after = names.show(model, column, old.get(column)), names.show(model, column, new.get(column))
        if before != after:
            yield Change(names.of_record(entry), label_of(model, column), before, after)


class Names:
    """The names of the records that entries refer to, one query for each kind."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        wanted: dict[Model, set[Any]] = defaultdict(set)
        self.speaks_of: dict[tuple[str, int], tuple[Model, Any]] = {}
        for entry in entries:
            model = model_of(entry.record)
            for column, value in [*(entry.old or {}).items(), *(entry.new or {}).items()]:
                target = target_of(model, column)
                if target is None or value is None or is_parent(model, entry, column):
                    continue
                wanted[target].add(value)
                if column in NAMING:
                    self.speaks_of[entry.record, entry.record_id] = (target, value)
        self.look_up_unsaid(entries, wanted)
        self.known = {model: model._default_manager.in_bulk(ids) for model, ids in wanted.items()}

    def look_up_unsaid(self, entries: Iterable[Entry], wanted: dict[Model, set[Any]]) -> None:
        """A change names only the columns that differ: whose words they are stands in the row itself."""
        unsaid = defaultdict(set)
        for entry in entries:
            if (entry.record, entry.record_id) not in self.speaks_of:
                unsaid[entry.record].add(entry.record_id)
        for table, ids in unsaid.items():
            model = model_of(table)
            for column in NAMING:
                if (target := target_of(model, column)) is not None and model is not None:
                    for record_id, value in model._default_manager.filter(pk__in=ids).values_list("pk", column):
                        self.speaks_of[table, record_id] = (target, value)
                        wanted[target].add(value)

    def of_record(self, entry: Entry) -> str:
        model = model_of(entry.record)
        name = RECORDS.get(entry.record) or (str(model._meta.verbose_name).capitalize() if model else "Record")
        speaks_of = self.speaks_of.get((entry.record, entry.record_id))
        return f"{name} {self.name(*speaks_of)}" if speaks_of else name

    def name(self, model: Model, value: Any) -> str:
        found = self.known.get(model, {}).get(value)
        # A record that the reader does not see is said like none: that there is one tells too much.
        return str(found) if found is not None else NOT_STATED

    def show(self, model: Model | None, column: str, value: Any) -> str:
        if value in (None, "", []):
            return NOT_STATED
        target = target_of(model, column)
        return self.name(target, value) if target else show_value(model, column, value)


def show_value(model: Model | None, column: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{key.replace('_', ' ')}: {show_value(None, '', part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(str(item).replace("_", " ") for item in value)
    found = field_of(model, column)
    words = dict(found.flatchoices) if found is not None else {}
    if value in words:
        return str(words[value])
    if isinstance(found, models.DateField):
        return show_day(str(value)[:10])
    if isinstance(found, models.DecimalField):
        whole, _, places = f"{value:,.6f}".rstrip("0").partition(".")
        return f"{whole}.{places:0<2}" if places else whole
    return str(value)


def show_day(text: str) -> str:
    """Entries stay as they were written, also of a day that no calendar here knows: infinity, a year of five digits."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%b %Y}"


def model_of(table: str) -> Model | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def field_of(model: Model | None, column: str) -> Any:
    if model is None:
        return None
    by_column = {f.column: f for f in model._meta.concrete_fields}
    try:
        return by_column.get(column) or model._meta.get_field(column)
    except FieldDoesNotExist:
        return None


def target_of(model: Model | None, column: str) -> Any:
    return getattr(field_of(model, column), "related_model", None)


def is_parent(model: Model | None, entry: Entry, column: str) -> bool:
    """Whether the column only says which record this entry belongs to."""
    target = target_of(model, column)
    subject = READ_WITH.get(entry.subject, entry.subject)
    return (
        target is not None and target._meta.model_name == subject and model is not target and column != "successor_id"
    )


def is_subject(entry: Entry) -> bool:
    model = model_of(entry.record)
    return model is not None and model._meta.model_name == entry.subject


def label_of(model: Model | None, column: str) -> str:
    found = field_of(model, column)
    words = LABELS.get(column) or str(found.verbose_name if found is not None else column.replace("_", " "))
    return words[0].upper() + words[1:]
