"""Two versions side by side, when somebody saved while another was writing."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

NOT_STATED = "not stated"


@dataclass(frozen=True)
class Difference:
    label: str
    yours: str
    stored: str


def differences(form: forms.Form, stored: dict[str, Any]) -> list[Difference]:
    """Each field of a valid form whose value is not what is stored now; `stored` is shaped as the form's initial."""
    found = []
    for name, field in form.fields.items():
        if name in stored and not field.widget.is_hidden:
            yours, now = show(field, form.cleaned_data.get(name)), show(field, stored[name])
            if yours != now:
                found.append(Difference(str(form[name].label), yours, now))
    return found


def show(field: forms.Field, value: Any) -> str:
    if value is None or value == "" or value == []:
        return NOT_STATED
    if isinstance(field, forms.ModelChoiceField):
        found = value if hasattr(value, "pk") else field.queryset.filter(pk=value).first()  # type: ignore[union-attr]
        return str(found) if found is not None else NOT_STATED
    if isinstance(value, (list, tuple, set)):
        words = dict(getattr(field, "choices", []))
        return ", ".join(sorted(str(words.get(item, item)) for item in value))
    if isinstance(field, forms.DateField) and hasattr(value, "strftime"):
        return f"{value.day} {value:%b %Y}"
    words = {str(key): word for key, word in getattr(field, "choices", [])}
    return str(words.get(str(value), value))


def version_field(*, required: bool = True, initial: int | None = None) -> forms.IntegerField:
    """The version that a form started from; the next one must fit its column too."""
    return forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=2**31 - 2, required=required, initial=initial
    )


def at_version(posted: QueryDict, version: int) -> QueryDict:
    """What was posted, as if it had started from this version: so that it can be saved after a look at both."""
    data = posted.copy()
    data["version"] = str(version)
    return data
