"""An amount in another currency, in euro: by the dated rates, as responses.in_euro() says (policies.sql)."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import BigIntegerField, DecimalField, F, Func, Q, Value

from iisg.framework.models import Rate
from iisg.responses.models import Response

WITHOUT_EURO = Q(budget_eur=None, budget_amount__isnull=False) & ~Q(budget_currency="EUR")


class InEuro(NamedTuple):
    amount: Decimal
    words: str


def in_euro() -> Func:
    """Of a queryset of responses: stored, or converted, or nothing."""
    names = ("budget_eur", "budget_amount", "budget_currency", "start_date", "end_date")
    return Func(*map(F, names), function="responses.in_euro", output_field=DecimalField())


def rate_of(but: Rate | None = None) -> Func:
    """The key of the rate by which a response would be converted, or would be if there were not this one."""
    return Func(
        *map(F, ("budget_currency", "start_date", "end_date")),
        Value(but and but.pk),
        function="responses.rate_of",
        output_field=BigIntegerField(),
    )


def to_euro(amount: Decimal, currency: str, start: date | None, end: date | None) -> InEuro | None:
    """None without a rate."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select responses.in_euro(null, %(amount)s, %(currency)s, %(start)s, %(end)s),"
            " responses.rate_of(%(currency)s, %(start)s, %(end)s)",
            {"amount": amount, "currency": currency, "start": start, "end": end},
        )
        euro, key = cursor.fetchone()
    if euro is None:
        return None
    rate = Rate.objects.filter(pk=key).first()
    return InEuro(euro, say_rate(rate) if rate else "")


def say_rate(rate: Rate) -> str:
    return f"converted at {rate.per_eur.normalize():f} {rate.currency} per EUR, {rate.when}"


def say_conversion(response: Response) -> str:
    """How an amount that is not stored in euro comes into the totals, or why it does not; else nothing."""
    if response.budget_eur is not None or response.budget_amount is None or response.budget_currency == "EUR":
        return ""
    found = to_euro(response.budget_amount, response.budget_currency, response.start_date, response.end_date)
    if found:
        return found.words
    missing = say_missing(response.budget_currency, response.start_date, response.end_date)
    return f"{missing}, so totals count it as not disclosed"


def say_missing(currency: str, start: date | None, end: date | None) -> str:
    day = start or end
    return f"there is no rate for {currency} in {day.year} or before" if day else f"there is no rate for {currency}"
