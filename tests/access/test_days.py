"""No day outside 1990 to 2099, at any way in: whoever adds a column or a field with a day is told here."""

import inspect
import re
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pkgutil import walk_packages

import psycopg
import pytest
from django import forms
from django.core.exceptions import ValidationError

import iisg
from iisg.access.days import Day
from iisg.access.limits import FIRST_DAY, LAST_DAY
from iisg.config import postgres
from iisg.config.database import migrate
from iisg.framework.names import is_cycle
from tests.database import ORIGINAL, copy

A_DAY = timedelta(days=1)


def forms_of_ours() -> Iterator[type[forms.Form]]:
    for module in walk_packages(iisg.__path__, "iisg."):
        if "form" in module.name:
            for _, found in inspect.getmembers(import_module(module.name), inspect.isclass):
                if issubclass(found, forms.Form):
                    yield found


def test_each_column_with_a_day_holds_the_reach(server: postgres.Server):
    with psycopg.connect(server.url("postgres", ORIGINAL)) as catalogue:
        rows = catalogue.execute("""
            select a.attrelid::regclass::text, a.attname,
                (select string_agg(pg_get_constraintdef(c.oid), ' ') from pg_constraint c
                    where c.conrelid = a.attrelid and a.attnum = any(c.conkey) and c.contype = 'c' and c.convalidated)
            from pg_attribute a join pg_class t on t.oid = a.attrelid
            where t.relkind in ('r', 'p') and a.atttypid = 'date'::regtype
            and t.relnamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
        """).fetchall()
    assert len(rows) >= 18
    reach = "(({0} >= '1990-01-01'::date) AND ({0} <= '2099-12-31'::date))"
    assert [row[:2] for row in rows if reach.format(f'"{row[1]}"' if row[1] == "on" else row[1]) not in row[2]] == []


def test_each_form_field_with_a_day_keeps_to_the_reach():
    fields = {(form, name): field for form in forms_of_ours() for name, field in form.base_fields.items()}
    days = {key: field for key, field in fields.items() if isinstance(field, forms.DateField)}
    assert len({name for _, name in days}) >= 5
    assert [key for key, field in days.items() if not isinstance(field, Day)] == []


@pytest.mark.parametrize("day", [date.min, FIRST_DAY - A_DAY, LAST_DAY + A_DAY, date.max])
def test_a_form_refuses_a_day_outside_and_says_how_to_leave_it_open(day: date):
    with pytest.raises(ValidationError, match=r"from 1 Jan 1990 to 31 Dec 2099\. Where it is not known"):
        Day("End").clean(day.isoformat())


@pytest.mark.parametrize("day", [FIRST_DAY, LAST_DAY])
def test_a_form_takes_the_first_and_the_last_day(day: date):
    assert Day("End").clean(day.isoformat()) == day


def test_a_cycle_is_two_years_in_a_row_within_the_reach():
    assert [code for code in ("1990-1991", "2025-2026", "2098-2099") if not is_cycle(code)] == []
    assert [code for code in ("1989-1990", "2099-2100", "9999-10000", "2025-2027", "٢٠٢٥-٢٠٢٦") if is_cycle(code)] == []


def test_a_database_that_stands_is_brought_along_and_its_days_outside_are_told(
    server: postgres.Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
):
    copy(server, "older")
    with psycopg.connect(server.url("postgres", "older"), autocommit=True) as older:
        older.execute("delete from django_migrations where (app, name) = ('responses', '0009_days_in_reach')")
        for table, name in [("response", "response"), ("claimpartner", "word"), ("pairdecision", "decision")]:
            older.execute(f"alter table responses_{table} drop constraint {name}_days_in_reach")
        older.execute("set session_replication_role = replica")
        older.execute("update responses_response set end_date = 'infinity' where code = 'R-SC-003'")
        monkeypatch.setenv("DATABASE_URL", server.url(database="older"))
        monkeypatch.setenv("DATABASE_OWNER_URL", server.url("iisg_owner", "older"))
        monkeypatch.setenv("IISG_DEMO", "1")
        migrate()
        (line,) = capfd.readouterr().out.splitlines()
        assert re.fullmatch(
            r"responses_response \d+: \{.*\"end_date\": \"infinity\".*\}: not from 1 Jan 1990 to .*", line
        )
        rows = older.execute(
            "select conname, convalidated from pg_constraint where conname ~ '_days_in_reach$'"
        ).fetchall()
        assert [name for name, is_valid in rows if not is_valid] == ["response_days_in_reach"]
        with pytest.raises(psycopg.errors.CheckViolation):
            older.execute("update responses_response set end_date = '9999-12-31' where code = 'R-SC-004'")
