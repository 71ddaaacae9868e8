"""Of which cycle and day a report is."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from iisg.framework.cycles import current_cycle
from iisg.framework.models import Cycle

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


class ReportForm(forms.Form):
    cycle = forms.ChoiceField(label="Cycle")
    on = forms.DateField(
        label="As of",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": FIRST, "max": LAST}),
        validators=[
            MinValueValidator(FIRST, "Give a day from 1 Jan 2000 on."),
            MaxValueValidator(LAST, "Give a day up to 31 Dec 2099."),
        ],
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        cycles = list(Cycle.objects.all())
        self.fields["cycle"].choices = [(cycle.code, str(cycle)) for cycle in cycles]  # type: ignore[attr-defined]
        if current := current_cycle(cycles):
            self.fields["cycle"].initial = current.code
        self.fields["on"].initial = timezone.localdate()
