"""Of which cycle and day a report is."""

from typing import Any

from django import forms
from django.utils import timezone

from iisg.access.days import Day
from iisg.framework.cycles import current_cycle
from iisg.framework.models import Cycle


class ReportForm(forms.Form):
    cycle = forms.ChoiceField(label="Cycle")
    on = Day("As of", required=True)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        cycles = list(Cycle.objects.all())
        self.fields["cycle"].choices = [(cycle.code, str(cycle)) for cycle in cycles]  # type: ignore[attr-defined]
        if current := current_cycle(cycles):
            self.fields["cycle"].initial = current.code
        self.fields["on"].initial = timezone.localdate()
