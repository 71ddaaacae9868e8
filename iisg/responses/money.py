"""An amount in another currency, in euro."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

from django.db.models import Q

from iisg.framework.models import Rate


class InEuro(NamedTuple):
    amount: Decimal
    words: str


def to_euro(amount: Decimal, currency: str, year: int) -> InEuro | None:
    """At the fixed parity, or the average of that year, or of the last one before it; None without a rate."""
    if currency == "EUR":
        return InEuro(amount, "")
    rates = Rate.objects.filter(Q(year=None) | Q(year__lte=year), currency=currency)
    rate = rates.order_by("-year").first()  # PostgreSQL puts the fixed one, without a year, first
    if rate is None:
        return None
    when = f"average of {rate.year}" if rate.year else "fixed rate"
    euro = (amount / rate.per_eur).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return InEuro(euro, f"converted at {rate.per_eur.normalize():f} {currency} per EUR, {when}")
