"""A partner's word on several claims at once."""

from collections.abc import Iterator
from typing import Any

from django import forms

from iisg.access.markings import DeclaresUnclassified
from iisg.responses.models import ClaimPartner

WORDS = [("agrees", "We agree"), ("disputes", "We dispute it"), ("silent", "No word yet")]


class WordsForm(DeclaresUnclassified):
    """For each claim `word-CODE` and `remark-CODE`. A claim that is not posted keeps its word."""

    def __init__(self, *args: Any, said: list[ClaimPartner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = said
        for each in said:
            code = each.claim.code
            self.fields[f"word-{code}"] = forms.ChoiceField(
                label="Word", choices=WORDS, required=False, widget=forms.RadioSelect, initial=each.word
            )
            self.fields[f"remark-{code}"] = forms.CharField(
                label="Remark",
                required=False,
                max_length=2000,
                initial=each.remark,
                widget=forms.Textarea({"rows": 2}),
                help_text="Needed where you dispute: say what does not match.",
            )

    @property
    def rows(self) -> Iterator[tuple[ClaimPartner, Any, Any]]:
        for each in self.said:
            yield each, self[f"word-{each.claim.code}"], self[f"remark-{each.claim.code}"]

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        for each in self.said:
            word, remark = f"word-{each.claim.code}", f"remark-{each.claim.code}"
            if self.cleaned_data.get(word) == "disputes" and not self.cleaned_data.get(remark):
                self.add_error(remark, "A dispute needs a remark: say what does not match.")
        return self.cleaned_data

    def changed(self) -> Iterator[tuple[ClaimPartner, str, str]]:
        for each in self.said:
            word, remark = self.cleaned_data[f"word-{each.claim.code}"], self.cleaned_data[f"remark-{each.claim.code}"]
            if word and (word, remark) != (each.word, each.remark):
                yield each, word, remark
