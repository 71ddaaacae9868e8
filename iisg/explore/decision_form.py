"""The form in which owners decide on a pair."""

from typing import Any

from django import forms

from iisg.access.markings import DeclaresUnclassified
from iisg.responses.models import Decision, PairDecision


class DecisionForm(DeclaresUnclassified):
    """On a synergy; on records alike see RecordDecisionForm."""

    decision = forms.ChoiceField(choices=Decision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Needed to dismiss. Read by members who see both responses.",
    )
    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        if self.cleaned_data.get("decision") == Decision.DISMISSED and not self.cleaned_data.get("reason"):
            self.add_error("reason", "Say why there is nothing to act on: the next reader asks the same.")
        return self.cleaned_data


class RecordDecisionForm(DecisionForm):
    """Two records that are one action are joined, which is more than a decision."""

    decision = forms.ChoiceField(
        choices=[choice for choice in Decision.choices if choice[0] != Decision.MERGED], widget=forms.RadioSelect
    )


def stored_decision(stored: PairDecision | None) -> dict[str, Any]:
    if stored is None:
        return {"version": 0}
    return {"decision": stored.decision, "reason": stored.reason, "version": stored.version}
