"""Forms for the template of a cycle."""

from collections.abc import Iterable

from django import forms

from iisg.access.limits import LAST_DAY, LONGEST_LINE
from iisg.access.markings import DeclaresUnclassified
from iisg.framework.actions import Row
from iisg.framework.models import Objective, Pillar
from iisg.framework.names import STRANDS, is_cycle

STRAND_CHOICES = [("", "None"), *((strand, strand.capitalize()) for strand in STRANDS)]
LARGEST = 32_767
LONGEST_FINGERPRINT = 200_000  # of sixty measures


class ObjectiveForm(DeclaresUnclassified):
    pillar = forms.ModelChoiceField(Pillar.objects.all(), empty_label="Choose a pillar")
    title = forms.CharField(label="Objective", max_length=LONGEST_LINE)
    strand = forms.ChoiceField(choices=STRAND_CHOICES, required=False)
    order = forms.IntegerField(min_value=0, max_value=LARGEST, help_text="Its place: lower numbers come first.")
    seen = forms.CharField(widget=forms.HiddenInput, required=False, strip=False, max_length=LONGEST_FINGERPRINT)


class MeasureRow(DeclaresUnclassified):
    id = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)
    order = forms.IntegerField(label="Order", min_value=0, max_value=LARGEST, required=False)
    title = forms.CharField(label="Title", max_length=LONGEST_LINE, required=False)

    def clean(self) -> dict[str, object] | None:
        super().clean()
        if self.cleaned_data.get("id") and not self.cleaned_data.get("title"):
            self.add_error("title", "A measure keeps a title: needs refer to it.")
        return self.cleaned_data


MeasureRows = forms.formset_factory(MeasureRow, extra=2, max_num=60, absolute_max=62)


def rows_of(formset: Iterable[MeasureRow], objective: Objective | None) -> list[Row]:
    """The filled rows; an id that is no measure of this objective counts as a new row, so no other can be reached."""
    known = set(objective.measures.values_list("pk", flat=True)) if objective else set()
    filled = [form.cleaned_data for form in formset if form.cleaned_data.get("title")]
    last = max([data.get("order") or 0 for data in filled], default=0)
    return [
        Row(
            data["id"] if data.get("id") in known else None,
            data["title"],
            data["order"] if data.get("order") is not None else last + 1,
        )
        for data in filled
    ]


class CopyForm(forms.Form):
    to = forms.CharField(label="To the cycle", max_length=9, help_text="Its two years, as 2027-2028.")

    def clean_to(self) -> str:
        if not is_cycle(self.cleaned_data["to"]):
            raise forms.ValidationError(f"Give two years in a row, as 2027-2028, until {LAST_DAY.year}.")
        return str(self.cleaned_data["to"])
