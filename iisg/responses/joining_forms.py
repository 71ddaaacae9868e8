"""Forms for joining two records as one action, and for taking them apart."""

from typing import Any

from django import forms

from iisg.access.markings import DeclaresUnclassified
from iisg.access.versions import version_field
from iisg.members.models import Person
from iisg.responses.fields import ResponseField, Text
from iisg.responses.joining import why_not
from iisg.responses.models import Response
from iisg.responses.rules import may_join


class ReasonForm(DeclaresUnclassified):
    """Taking apart. The reason goes into the journal."""

    reason = Text(label="Reason", max_length=2000, widget=forms.Textarea({"rows": 3}))
    version = version_field()

    @property
    def note(self) -> str:
        return ". ".join(filter(None, [self.cleaned_data["reason"], self.declaration]))


class JoinForm(ReasonForm):
    other = ResponseField(label="Into the record", help_text="The code of the one that stays and counts, as R-SC-003.")
    field_order = ("other", "reason")

    def __init__(self, *args: Any, by: Person, joined: Response, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.joined = by, joined
        self.fields["other"].widget.attrs["list"] = "records"

    def clean_other(self) -> Response:
        other: Response = self.cleaned_data["other"]
        if problem := why_not(self.joined, other):
            raise forms.ValidationError(problem)
        if not may_join(self.by, self.joined, other):
            raise forms.ValidationError(
                f"Your organisation has no part in {other.code}: ask the Secretariat to join the two."
            )
        return other
