"""The form of a rate: what one euro is worth in a currency, in a year or for good."""

from decimal import Decimal
from typing import Any

from django import forms

from iisg.access.limits import LAST_DAY
from iisg.access.markings import DeclaresUnclassified
from iisg.access.versions import version_field
from iisg.framework.models import Rate
from iisg.responses.fields import line, strip_zeros

FIRST_YEAR = 1999  # there was no euro before


class RateForm(DeclaresUnclassified):
    currency = line("Currency", "Three letters, as CHF.", required=True, longest=3)
    year = forms.IntegerField(
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_DAY.year,
        help_text="Of which this is the average. Empty: a fixed parity, for every year.",
    )
    per_eur = forms.DecimalField(
        label="Units for one euro",
        min_value=Decimal("0.000001"),
        max_digits=18,
        decimal_places=6,
        help_text="As 0.9526 for CHF.",
    )
    source = line("Source", "Who publishes it, as “ECB euro reference rate, average of the year”.", required=True)
    version = version_field()

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = not is_new

    def clean_currency(self) -> str:
        currency = str(self.cleaned_data["currency"]).upper()
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            raise forms.ValidationError(f"“{currency}” is no currency code: give three letters, as CHF.")
        if currency == "EUR":
            raise forms.ValidationError("The euro needs no rate.")
        return currency

    def record(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("currency", "year", "per_eur", "source")}


def stored_rate(rate: Rate) -> dict[str, Any]:
    values = {name: getattr(rate, name) for name in ("currency", "year", "source", "version")}
    return values | {"per_eur": strip_zeros(rate.per_eur)}
