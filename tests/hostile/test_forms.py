"""Every form of every page, with values as no browser would send them in every field, and with the largest it takes."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.forms.formsets import INITIAL_FORM_COUNT, MAX_NUM_FORM_COUNT, MIN_NUM_FORM_COUNT, TOTAL_FORM_COUNT
from django.test import Client

from iisg.access.days import Day
from iisg.access.limits import LAST_DAY
from iisg.responses.fields import OrganisationsField
from tests.journeys.pages import Records, chosen
from tests.leaks.routes import ROUTES
from tests.people import SECRETARIAT, client
from tests.scenarios.made import imagine, scenario_of

pytestmark = pytest.mark.django_db
WORDS = [
    "\0",
    "9" * 5_000,
    "9" * 18,
    "1e400",
    "-1",
    "NaN",
    "9999-12-31",
    "0001-01-01",
    "ž" * 40_000,
    "\ud83d",
    "99999999999",
    "{{ 7 }}",
]
Found = dict[str, list[forms.BaseForm]]
# Bounded by what they may be: words of a list, rows of a table, at most sixty names.
COUNTS = [
    TOTAL_FORM_COUNT,
    INITIAL_FORM_COUNT,
    MIN_NUM_FORM_COUNT,
    MAX_NUM_FORM_COUNT,
]  # of a formset, which bounds them
CHOSEN = (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField, forms.FileField, OrganisationsField)


@pytest.fixture
def found() -> Found:
    """The forms of ours on each page that can be opened."""
    change = imagine(scenario_of(SECRETARIAT), SECRETARIAT)
    codes = vars(chosen()) | {
        "scenario": change.scenario.code,
        "change": f"{change.scenario.code}/changes/{change.code}",
    }
    pages = [Records(**codes).fill(addresses[0]) for addresses in ROUTES.values()]
    browser = client(SECRETARIAT)
    posted = [page for page in pages if "POST" in browser.options(page).headers.get("Allow", "")]
    return {page: given for page in posted if (given := list(forms_on(browser, page)))}


def forms_on(browser: Client, page: str) -> Iterator[forms.BaseForm]:
    contexts: Any = browser.get(page).context or []
    values = {id(value): value for context in contexts for each in context.dicts for value in each.values()}
    for value in values.values():
        if isinstance(value, forms.BaseFormSet):
            yield from [value.management_form, *value]  # its own limit of rows
        elif isinstance(value, forms.BaseForm) and type(value).__module__.startswith("iisg."):
            yield value


def largest(field: forms.Field) -> Any:
    """That the field takes."""
    if isinstance(field, Day):
        return LAST_DAY.isoformat()
    if isinstance(field, forms.DecimalField):
        whole = (field.max_digits or 18) - (field.decimal_places or 0)
        return field.max_value if field.max_value is not None else f"{'9' * whole}.{'9' * (field.decimal_places or 0)}"
    if isinstance(field, forms.IntegerField):
        return field.max_value
    if isinstance(field, forms.URLField):
        return "https://a.example/" + "a" * ((field.max_length or 0) - 18)
    if isinstance(field, forms.CharField):
        return "ž" * (field.max_length or 0)
    return None


def sent(given: list[forms.BaseForm], change: Any) -> dict[str, Any]:
    """What a browser sends of these forms, with `change` of each field where it gives something."""
    values = {}
    for form in given:
        for name, field in form.fields.items():
            changed = change(field)
            value = form[name].value() if changed is None else changed
            values[form.add_prefix(name)] = "" if value in (None, False) else value
    return values


def test_each_field_of_every_form_has_a_limit(found: Found):
    fields = [
        (page, name, field) for page, given in found.items() for form in given for name, field in form.fields.items()
    ]
    assert len({name for _, name, _ in fields}) > 50
    open_ones = [each for each in fields if not isinstance(each[2], CHOSEN) and each[1] not in COUNTS]
    free = [(page, name) for page, name, field in open_ones if not largest(field)]
    assert sorted(set(free)) == []


def test_no_form_is_upset_by_a_word_in_each_of_its_fields(found: Found):
    browser, crashed = client(SECRETARIAT), []
    for page, given in found.items():
        names = [form.add_prefix(name) for form in given for name in form.fields]
        for words in WORDS:
            body = urlencode(dict.fromkeys(names, words), errors="surrogatepass")
            status = browser.post(page, body, content_type="application/x-www-form-urlencoded").status_code
            crashed += [(page, words[:20])] if status >= 500 else []
    assert crashed == []


def test_no_form_is_upset_by_the_largest_that_each_field_takes(found: Found):
    browser = client(SECRETARIAT)
    statuses = {page: browser.post(page, sent(given, largest)).status_code for page, given in found.items()}
    assert {page: status for page, status in statuses.items() if status >= 500} == {}
    assert 302 in statuses.values()
