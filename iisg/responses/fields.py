"""Form fields for what a response is made of: organisations in their order, lines, days as people write them."""

from collections.abc import Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.datastructures import MultiValueDict

from iisg.access.limits import DECIMAL_PLACES, DIGITS, LONGEST_LINE, LONGEST_TEXT
from iisg.members.models import Organisation
from iisg.responses.models import Response

SPARE = 2
MOST = 60


class Organisations(forms.Widget):
    """One box for each organisation, in order, and some to spare; the names come from the page's list of them."""

    template_name = "responses/_organisations.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        values = data.getlist(name) if isinstance(data, MultiValueDict) else data.get(name, [])
        return [str(value) for value in values]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["is_wrong"] = "aria-invalid" in context["widget"]["attrs"]
        context["widget"]["values"] = [*filter(None, value or []), *[""] * SPARE]
        return context


class OrganisationsField(forms.Field):
    """Names as typed; cleaned to the organisations in that order. Short name, name and code are understood."""

    widget = Organisations

    def to_python(self, value: Any) -> list[Organisation]:
        names = [" ".join(name.split()) for name in value or [] if name.strip()]
        if len(names) > MOST:
            raise forms.ValidationError(f"{len(names)} organisations are too many; give at most {MOST}.")
        if any("\0" in name for name in names):
            raise forms.ValidationError("A name holds a character that cannot be stored.")
        found = Organisation.objects.filter(Q(short_name__in=names) | Q(name__in=names) | Q(code__in=names))
        by_name = {key: each for each in found for key in (each.code, each.name, each.short_name)}
        unknown = [name for name in names if name not in by_name]
        if unknown:
            raise forms.ValidationError([say_unknown(name) for name in unknown])
        organisations = [by_name[name] for name in names]
        twice = next((each for n, each in enumerate(organisations) if each in organisations[:n]), None)
        if twice:
            raise forms.ValidationError(f"{twice} stands here twice. Take one out.")
        return organisations


def say_unknown(name: str) -> str:
    known = Organisation.objects.values_list("short_name", flat=True)
    folded = {short.casefold(): short for short in known}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    hint = (
        f"Did you mean “{folded[close[0]]}”?" if close else "Choose one of the list, or ask the Secretariat to add it."
    )
    return f"There is no organisation “{name[:60]}”. {hint}"


class LinesField(forms.CharField):
    """One value a line; stays text, so that a marking in it is found. `lines_of` gives the list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 3}), max_length=LONGEST_TEXT, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> str:
        text = super().to_python("\n".join(value) if isinstance(value, list) else value) or ""
        if ";" in text:
            raise forms.ValidationError("Put each on a line of its own; “;” cannot stand inside one.")
        return "\n".join(lines_of(text))


def lines_of(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class ResponseField(forms.CharField):
    """A response by its code, of those that the person acting sees; hidden and absent give one answer."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_LINE, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Response) else value

    def to_python(self, value: Any) -> Response | None:  # type: ignore[override]
        code = super().to_python(value)
        if not code:
            return None
        is_code = len(code) <= LONGEST_LINE and "\0" not in code
        found = Response.objects.filter(code=code.split(" ")[0]).first() if is_code else None
        if found is None:
            raise forms.ValidationError(
                f"There is no response “{code[:60]}” that you can see. Give a code, as R-SC-003."
            )
        return found

    def run_validators(self, value: Any) -> None:
        """Length and NUL are looked at above, on the text."""


class Text(forms.CharField):
    """Browsers end a line with two characters; one is stored, so that a value that nobody changed stays the same."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n")


def text(label: str, hint: str = "", *, rows: int = 4) -> Text:
    area = forms.Textarea({"rows": rows})
    return Text(label=label, help_text=hint, required=False, max_length=LONGEST_TEXT, widget=area)


def line(
    label: str, hint: str = "", *, required: bool = False, longest: int = LONGEST_LINE, **attrs: str
) -> forms.CharField:
    box = forms.TextInput(attrs)
    return forms.CharField(label=label, help_text=hint, required=required, max_length=longest, widget=box)


def boxes(
    label: str, choices: Sequence[tuple[str, str]], hint: str = "", required: bool = False
) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, help_text=hint, required=required, widget=forms.CheckboxSelectMultiple
    )


class Amount(forms.DecimalField):
    """A number; 5.50 and 5.5 are one."""

    def __init__(self, label: str, hint: str = "", **limits: Any) -> None:
        limits = {"min_value": 0, "max_digits": DIGITS, "decimal_places": DECIMAL_PLACES} | limits
        super().__init__(label=label, help_text=hint, required=False, **limits)
        self.error_messages["invalid"] = "Give a number with a point for cents, as 1250000.50."

    def clean(self, value: Any) -> Decimal | None:
        return strip_zeros(super().clean(value))


def strip_zeros(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(f"{value.normalize():f}")
