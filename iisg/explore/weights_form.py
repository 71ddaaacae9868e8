"""The weights of the gap score, as a form."""

from decimal import Decimal
from typing import Any

from django import forms

from iisg.analysis.findings import CLOSING_WITHIN_DAYS, Weights
from iisg.analysis.words import KIND_WORDS
from iisg.explore.numbers import plain
from iisg.framework.models import GapWeights
from iisg.framework.names import PRIORITIES
from iisg.responses.weights import NAMES, weights_of

LABELS = {
    **{word: f"Priority: {word}" for word in PRIORITIES},
    **{kind: f"Urgency: {words.lower()}" for kind, words in KIND_WORDS.items() if kind in NAMES},
    "closing_days": "Days after which the urgency of a closing gap would be nothing",
}
MOST = Decimal(1000)


class WeightsForm(forms.Form):
    """One field per weight, by the names of the analysis."""

    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES:
            if name != "closing_days":
                self.fields[name] = forms.DecimalField(
                    label=LABELS[name], min_value=Decimal(0), max_value=MOST, decimal_places=4
                )
        self.fields["closing_days"] = forms.IntegerField(
            label=LABELS["closing_days"], min_value=CLOSING_WITHIN_DAYS, max_value=36500
        )

    @property
    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in NAMES}

    @property
    def weights(self) -> Weights:
        return Weights(**self.given)


def stored_weights(stored: GapWeights) -> dict[str, Any]:
    """Without zeros at the end, as they were typed."""
    weights = weights_of(stored)
    shown = {name: getattr(weights, name) for name in NAMES if name != "closing_days"}
    return {
        **{name: plain(weight) for name, weight in shown.items()},
        "closing_days": weights.closing_days,
        "version": stored.version,
    }
