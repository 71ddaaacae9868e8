"""A partner's word on several claims at once."""

from collections.abc import Iterator
from typing import Any

from django import forms

from iisg.access.markings import DeclaresUnclassified
from iisg.access.versions import version_field
from iisg.responses.models import ClaimPartner

WORDS = [("agrees", "We agree"), ("disputes", "We dispute it"), ("silent", "No word yet")]


class WordsForm(DeclaresUnclassified):
    """For each claim `word-CODE`, `remark-CODE` and the `version-CODE` that was read.

    A claim that is not posted keeps its word. A word said meanwhile by a colleague is shown, never overwritten unseen.
    """

    stale = False

    def __init__(self, *args: Any, said: list[ClaimPartner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = said
        for each in said:
            code = each.claim.code
            self.fields[f"word-{code}"] = forms.ChoiceField(
                label="Word", choices=WORDS, required=False, widget=forms.RadioSelect, initial=each.word
            )
            self.fields[f"version-{code}"] = version_field(required=False, initial=each.claim.version)
            self.fields[f"remark-{code}"] = forms.CharField(
                label="Remark",
                required=False,
                max_length=2000,
                initial=each.remark,
                widget=forms.Textarea({"rows": 2}),
                help_text="Needed where you dispute: say what does not match.",
            )

    @property
    def rows(self) -> Iterator[tuple[ClaimPartner, Any, Any, Any]]:
        for each in self.said:
            code = each.claim.code
            yield each, self[f"word-{code}"], self[f"remark-{code}"], self[f"version-{code}"]

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        for each in self.said:
            word, remark = f"word-{each.claim.code}", f"remark-{each.claim.code}"
            if self.cleaned_data.get(word) == "disputes" and not self.cleaned_data.get(remark):
                self.add_error(remark, "A dispute needs a remark: say what does not match.")
        self.stale = self.tell_stale()
        return self.cleaned_data

    def tell_stale(self) -> bool:
        """Whether a word to be changed was changed since it was read; the form then holds the version of now."""
        stale = [
            each
            for each, _, _ in self.changed()
            if self.cleaned_data.get(f"version-{each.claim.code}") not in (None, each.claim.version)
        ]
        shown = dict(self.data.items())
        for each in stale:
            now = ", ".join(filter(None, [dict(WORDS)[each.word], each.remark and f"“{each.remark}”"]))
            text = f"Somebody saved this meanwhile. Stored now: {now}. Yours is kept here; save again to replace it."
            self.add_error(f"word-{each.claim.code}", text)
            shown[f"version-{each.claim.code}"] = str(each.claim.version)
        self.data = shown
        return bool(stale)

    def changed(self) -> Iterator[tuple[ClaimPartner, str, str]]:
        for each in self.said:
            word = self.cleaned_data.get(f"word-{each.claim.code}")
            remark = self.cleaned_data.get(f"remark-{each.claim.code}", "")
            if word and (word, remark) != (each.word, each.remark):
                yield each, word, remark
