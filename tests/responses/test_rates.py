"""Amounts in other currencies: which rate is taken, what no rate means, and who sets and deletes the rates."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from iisg.access.acting import acting_as
from iisg.framework.models import Rate
from iisg.history.entries import entries_of
from iisg.responses.models import Response
from iisg.responses.money import in_euro, to_euro
from iisg.responses.portfolio import portfolio_of
from tests.people import BOARD, DONOR, OFFICER_AL, SECRETARIAT, SIGNED_IN, VISITOR, actor, client, person
from tests.responses.forms import registered

pytestmark = pytest.mark.django_db
COUNTED = ", so totals count it as not disclosed"
NEW_RATE = {"currency": "chf", "year": "2025", "per_eur": "0.94", "source": "ECB"}


def day(year: int | None, month: int = 1) -> date | None:
    return date(year, month, 1) if year else None


def in_figures(response: Response) -> Decimal | None:
    """What the analysis counts of it."""
    with acting_as(actor(SECRETARIAT)):
        rows = portfolio_of("2025-2026").responses.to_dicts()
    found: Decimal | None = next(row["budget_eur"] for row in rows if row["code"] == response.code)
    return found


# The sample has CHF for 2023 (0.9718) and 2024 (0.9526), NOK for 2015, BAM as a fixed parity (1.95583).
@pytest.mark.parametrize(("amount", "currency", "start", "end", "euro", "words"), [
    ("1000", "CHF", 2023, None, "1029.02", "converted at 0.9718 CHF per EUR, average of 2023"),
    ("1000", "CHF", 2024, 2025, "1049.76", "converted at 0.9526 CHF per EUR, average of 2024"),
    ("1000", "CHF", 2030, None, "1049.76", "converted at 0.9526 CHF per EUR, average of 2024"),
    ("1000", "CHF", None, 2023, "1029.02", "converted at 0.9718 CHF per EUR, average of 2023"),
    ("1000", "CHF", None, None, "1049.76", "converted at 0.9526 CHF per EUR, average of 2024"),
    ("1000", "CHF", 2022, 2030, None, f"there is no rate for CHF in 2022 or before{COUNTED}"),
    ("1000", "XXQ", None, None, None, f"there is no rate for XXQ{COUNTED}"),
    ("1000", "BAM", 1999, None, "511.29", "converted at 1.95583 BAM per EUR, fixed parity"),
    ("0", "CHF", 2023, None, "0.00", "converted at 0.9718 CHF per EUR, average of 2023"),
    ("1000.5", "EUR", 1999, None, "1000.5", ""),
])  # fmt: skip
def test_the_rate_is_that_of_the_start_or_the_end_or_the_newest_and_of_the_last_year_before(
    amount: str, currency: str, start: int | None, end: int | None, euro: str | None, words: str
):
    fields: dict[str, Any] = {"budget_amount": amount, "budget_currency": currency}
    response = registered(DONOR, start_date=day(start), end_date=day(end, 12), **fields)
    expected = Decimal(euro) if euro is not None else None
    with acting_as(actor(BOARD)):
        found = to_euro(Decimal(amount), currency, day(start), day(end, 12))
        annotated = Response.objects.annotate(euro=in_euro()).get(pk=response.pk).euro
    assert (found and found.amount, annotated, in_figures(response)) == (expected, expected, expected)
    context = client(VISITOR).get(f"/responses/{response.code}/").context
    assert context["conversion"] == words


def test_a_stored_amount_in_euro_stays_whatever_the_rates():
    response = registered(DONOR, budget_amount=1000, budget_currency="XXQ", budget_eur=7)
    assert in_figures(response) == 7


def test_lists_say_sort_and_filter_by_the_converted_amount():
    response = registered(DONOR, title="Zqmoney", budget_amount=10**12, budget_currency="CHF", start_date=day(2024))
    without = registered(DONOR, title="Zqmoney", budget_amount=10**12, budget_currency="XXQ")
    browser = client(VISITOR)
    first = browser.get("/projects/?sort=budget").context["rows"][0]
    assert (first.code, first.euro) == (response.code, Decimal("1049758555532.23"))
    for word, expected in (("disclosed", response), ("undisclosed", without)):
        rows = browser.get(f"/projects/?q=Zqmoney&budget={word}").context["rows"]
        assert [row.code for row in rows] == [expected.code]


def test_public_money_is_converted_and_says_how_many_disclose_none():
    def money() -> tuple[Decimal, int]:
        figures = client(VISITOR).get("/").context["figures"]
        return figures.euro, figures.without_euro

    euro, without = money()
    span = {"start_date": "2024-01-01", "end_date": "2039-12-31", "budget_amount": 1000}
    registered(DONOR, budget_currency="CHF", **span)
    registered(DONOR, budget_currency="XXQ", **span)
    assert money() == (euro + Decimal("1049.76"), without + 1)


def test_members_read_the_rates_with_what_rests_on_each_and_only_the_secretariat_sets_them():
    registered(DONOR, budget_amount=1000, budget_currency="CHF", start_date=day(2024))
    missing = registered(DONOR, budget_amount=1000, budget_currency="XXQ")
    assert client(VISITOR).get("/members/rates/").status_code == 302
    for name in SIGNED_IN:
        context = client(name).get("/members/rates/").context
        used = {str(rate): number for rate, number in context["rates"] if number}
        assert (used, [each.code for each, _ in context["missing"]]) == ({"CHF 2024": 1}, [missing.code])
        assert (context["may_edit"], context["converted"]) == (name == SECRETARIAT, 1)
    for name in (DONOR, OFFICER_AL, BOARD):
        assert client(name).post("/members/rates/add/", NEW_RATE).status_code == 403
        assert client(name).get("/members/rates/CHF/2024/").status_code == 403
        assert client(name).get("/members/rates/CHF/2024/delete/").status_code == 403
        assert client(name).post("/members/rates/CHF/2024/delete/").status_code == 403
        with acting_as(actor(name)):
            assert Rate.objects.update(per_eur=9) == 0
            assert Rate.objects.all().delete()[0] == 0


def test_a_changed_rate_changes_every_figure_and_stands_in_the_journal():
    response = registered(DONOR, budget_amount=1000, budget_currency="CHF", start_date=day(2024))
    posted = {"currency": "CHF", "year": "2024", "per_eur": "0.5", "source": "ECB, corrected", "version": "1"}
    browser = client(SECRETARIAT)
    assert browser.post("/members/rates/CHF/2024/", posted).status_code == 302
    assert in_figures(response) == 2000
    stale = browser.post("/members/rates/CHF/2024/", posted | {"per_eur": "0.7"})
    assert (stale.status_code, [each.label for each in stale.context["differences"]]) == (409, ["Units for one euro"])
    with acting_as(actor(DONOR)):
        rate = Rate.objects.get(currency="CHF", year=2024)
        changes = {(c.label, c.old, c.new) for entry in entries_of("rate", rate.pk) for c in entry.changes}
    assert ("Units for one euro", "0.9526", "0.50") in changes


def test_a_new_rate_serves_the_years_from_its_own_on():
    response = registered(DONOR, budget_amount=94, budget_currency="CHF", start_date=day(2026))
    assert client(SECRETARIAT).post("/members/rates/add/", NEW_RATE).status_code == 302
    assert in_figures(response) == 100


def test_what_a_deleted_rate_converted_takes_the_one_before_and_without_any_counts_as_not_disclosed():
    response = registered(DONOR, budget_amount=1000, budget_currency="CHF", start_date=day(2024))
    browser = client(SECRETARIAT)
    with acting_as(actor(SECRETARIAT)):
        rates = list(Rate.objects.filter(currency="CHF", year__lte=2024).order_by("-year"))
    for rate, other in zip(rates, [*rates[1:], None], strict=True):
        address = f"{rate.get_absolute_url()}delete/"
        assert browser.get(address).context["after"] == {other: [response]}
        assert in_figures(response) == round(1000 / rate.per_eur, 2)
        assert browser.post(address).status_code == 302
        assert in_figures(response) == (round(1000 / other.per_eur, 2) if other else None)
        assert [client(SECRETARIAT).post(address).status_code, browser.get(address).status_code] == [404, 404]
    context = client(VISITOR).get(f"/responses/{response.code}/").context
    assert context["conversion"] == f"there is no rate for CHF in 2024 or before{COUNTED}"


def test_without_its_fixed_parity_each_amount_takes_the_rate_of_its_year():
    early = registered(DONOR, budget_amount=1000, budget_currency="BAM", start_date=day(2019))
    late = registered(DONOR, budget_amount=1000, budget_currency="BAM", start_date=day(2021))
    browser = client(SECRETARIAT)
    browser.post("/members/rates/add/", NEW_RATE | {"currency": "BAM", "year": "2020"})
    with acting_as(actor(SECRETARIAT)):
        of_2020 = Rate.objects.get(currency="BAM", year=2020)
    assert browser.get("/members/rates/BAM/2020/delete/").context["after"] == {}
    after = browser.get("/members/rates/BAM/fixed/delete/").context["after"]
    assert after == {None: [early], of_2020: [late]}
    browser.post("/members/rates/BAM/fixed/delete/")
    assert [in_figures(each) for each in (early, late)] == [None, round(1000 / of_2020.per_eur, 2)]


def test_members_read_which_rates_were_deleted_and_by_whom():
    with acting_as(actor(SECRETARIAT)):
        rate = Rate.objects.get(currency="CHF", year=2024)
    client(SECRETARIAT).post("/members/rates/CHF/2024/delete/")
    for name in SIGNED_IN:
        [(gone, entry)] = client(name).get("/members/rates/").context["deleted"]
        assert (str(gone), str(gone.per_eur)) == (str(rate), str(rate.per_eur.normalize()))
        assert (gone.source, entry.actor_name.split(",")[0]) == (rate.source, person(SECRETARIAT).name)


@pytest.mark.parametrize(("changes", "field"), [
    ({"currency": "EUR"}, "currency"), ({"currency": "F1"}, "currency"), ({"currency": "C\0F"}, "currency"),
    ({"per_eur": "0"}, "per_eur"), ({"per_eur": "-1"}, "per_eur"), ({"per_eur": "NaN"}, "per_eur"),
    ({"year": "1998"}, "year"), ({"year": "2024"}, "year"), ({"year": "", "currency": "BAM"}, "year"),
    ({"source": ""}, "source"),
])  # fmt: skip
def test_a_rate_that_makes_no_sense_is_refused_at_its_field(changes: dict, field: str):
    answer = client(SECRETARIAT).post("/members/rates/add/", NEW_RATE | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])


@pytest.mark.parametrize("address", ["CHF/1900/", "CHF/fixed/", "CHF/9999999/", "CHF/²024/", "XXQ/2024/"])
@pytest.mark.parametrize("page", ["", "delete/"])
def test_a_rate_that_there_is_not_has_no_page(address: str, page: str):
    assert client(SECRETARIAT).get(f"/members/rates/{address}{page}").status_code == 404


def test_the_secretariats_own_account_is_the_one_that_signs():
    client(SECRETARIAT).post("/members/rates/add/", NEW_RATE)
    with acting_as(actor(BOARD)):
        entries = entries_of("rate", Rate.objects.get(currency="CHF", year=2025).pk)
    assert [entry.who.split(",")[0] for entry in entries] == [person(SECRETARIAT).name]
