"""Forms for a claim, and for a partner's word on it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from iisg.access.markings import DeclaresUnclassified
from iisg.access.versions import version_field
from iisg.framework.names import DEGREES, PARTNERS
from iisg.needs.models import Need
from iisg.responses.fields import Text, text
from iisg.responses.models import Claim, ClaimPartner, Response

MEANS = {
    "fully": "Fully: every part of the need is in scope",
    "largely": "Largely: the main part of the need is its aim",
    "partly": "Partly: one component, or a few places",
    "marginally": "Marginally: single events, small deliveries, indirect effects",
}
WORDS = [
    ("agrees", "Agrees"),
    ("disputes", "Disputes: the claim then counts 0 in the strict reading"),
    ("silent", "No word yet"),
]


def partners_of_both(need: Need, response: Response, but: Claim | None = None) -> list[str]:
    """Whom a claim may name: served by the response, named by the need, and in no other claim of the two."""
    claimed = ClaimPartner.objects.filter(need=need, response=response)
    if but is not None:
        claimed = claimed.exclude(claim=but)
    served = set(response.serves.values_list("partner_id", flat=True))
    named = set(need.of_partners.values_list("partner_id", flat=True))
    taken = set(claimed.values_list("partner_id", flat=True))
    return [code for code in PARTNERS if code in served & named - taken]


class ClaimForm(DeclaresUnclassified):
    degree = forms.ChoiceField(
        label="Degree", choices=[(word, MEANS[word]) for word in DEGREES], widget=forms.RadioSelect
    )
    partners = forms.MultipleChoiceField(
        label="Partners",
        widget=forms.CheckboxSelectMultiple,
        help_text="Those that the need names and the response serves.",
    )
    rationale = text("Rationale", "What it does for this need, and what stays open.", rows=3)
    part = text("Which part of the need", "Where it is not the whole.", rows=2)
    version = version_field()

    def __init__(self, *args: Any, partners: Iterable[str], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partners"].choices = [(code, PARTNERS[code]) for code in partners]  # type: ignore[attr-defined]
        self.fields["version"].required = not is_new

    def record(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("degree", "rationale", "part")}


def stored_claim(claim: Claim) -> dict[str, Any]:
    partners = list(claim.of_partners.values_list("partner_id", flat=True))
    values = {name: getattr(claim, name) for name in ("degree", "rationale", "part", "version")}
    return values | {"partners": partners}


class WordForm(DeclaresUnclassified):
    word = forms.ChoiceField(label="Does the claim match what you see?", choices=WORDS, widget=forms.RadioSelect)
    remark = Text(
        label="Remark",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Needed where you dispute: say what does not match.",
    )
    version = version_field()

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        if self.cleaned_data.get("word") == "disputes" and not self.cleaned_data.get("remark"):
            self.add_error("remark", "A dispute needs a remark: say what does not match.")
        return self.cleaned_data


def stored_word(said: ClaimPartner) -> dict[str, Any]:
    return {"word": said.word, "remark": said.remark, "version": said.claim.version}
