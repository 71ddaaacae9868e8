"""Days as people write them and as tables hold them: each within the reach that limits.py names."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import CheckConstraint, Q
from psycopg import DataError
from psycopg.abc import Buffer
from psycopg.types.datetime import DateLoader

from iisg.access.limits import FIRST_DAY, LAST_DAY, SPAN, is_in_reach

WAYS_TO_WRITE = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]


class Day(forms.DateField):
    def __init__(self, label: str, hint: str = "", *, required: bool = False) -> None:
        bounds = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        widget = forms.DateInput(bounds, "%Y-%m-%d")
        super().__init__(label=label, help_text=hint, required=required, input_formats=WAYS_TO_WRITE, widget=widget)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not is_in_reach(value):
            unknown = "" if self.required else " Where it is not known, leave this empty."
            raise forms.ValidationError(f"Give a day from {SPAN}.{unknown}")


def days_in_reach(name: str, *columns: str) -> CheckConstraint:
    """For each table with days; where one is not known, that is no day outside."""
    condition = Q(*(Q((f"{column}__range", (FIRST_DAY, LAST_DAY))) for column in columns))
    return CheckConstraint(condition=condition, name=name)


class StoredDay(DateLoader):
    """A day stored before the tables held the reach is read as the nearest one within: no list breaks on one record."""

    def load(self, data: Buffer) -> date:
        try:
            day = super().load(data)
        except DataError:  # infinity, a year of five digits, one before Christ
            day = LAST_DAY if not bytes(data).endswith(b"BC") and bytes(data) != b"-infinity" else FIRST_DAY
        return min(max(day, FIRST_DAY), LAST_DAY)


def read_day(column: str) -> str:
    """The same in SQL, for days that reach the analysis as text."""
    return (
        f"case when {column} < '{FIRST_DAY}' then date '{FIRST_DAY}'"
        f" when {column} > '{LAST_DAY}' then date '{LAST_DAY}' else {column} end"
    )
