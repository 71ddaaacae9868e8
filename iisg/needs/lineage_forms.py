"""Forms for the evidence of a need, and for what became of it in a later cycle."""

from collections.abc import Iterable
from typing import Any

from django import forms

from iisg.access.days import Day
from iisg.access.limits import LONGEST_LINE
from iisg.access.markings import DeclaresUnclassified
from iisg.access.versions import Difference, version_field
from iisg.framework.models import ReferenceDocument
from iisg.needs.actions import Piece, ordered_evidence, version_of_fate
from iisg.needs.forms import EVIDENCE_FIELDS, DocumentChoice, text
from iisg.needs.models import Evidence, Need, fate_of

MOST_PIECES, MOST_SUCCESSORS = 30, 20
SUCCESSORS_OF = {"carried": (1, 1), "merged": (1, 1), "split": (2, MOST_SUCCESSORS), "met": (0, 0), "withdrawn": (0, 0)}
FATE_WORDS = {
    "": "Not said yet",
    "carried": "Carried on as one need",
    "split": "Split into several needs",
    "merged": "Merged into another need",
    "met": "Met",
    "withdrawn": "Withdrawn",
}
HOW_MANY = {
    "carried": "A need that is carried has one successor.",
    "merged": "A need that is merged has one successor: the need that it went into.",
    "split": "A need that is split has at least two successors.",
    "met": "A need that is met has no successor.",
    "withdrawn": "A need that is withdrawn has no successor.",
}
NUL = "\0"


class Version(forms.Form):
    version = version_field()


class PieceForm(DeclaresUnclassified):
    document = DocumentChoice(
        ReferenceDocument.objects.all(),
        empty_label="None",
        help_text="Where the need is written.",
        error_messages={"required": "Name the document that this stands in, or take the piece out."},
    )
    locator = forms.CharField(max_length=LONGEST_LINE, required=False, help_text="Chapter, section or page.")
    passage = text("Passage", "The words of the document, short.", rows=3)
    read_on = Day("Read on")
    remove = forms.BooleanField(required=False, label="Take this piece out")

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        if self.cleaned_data.get("remove"):  # what is taken out need not be mended first
            self.errors.pop("document", None)
        return self.cleaned_data


Pieces = forms.formset_factory(PieceForm, extra=1, max_num=MOST_PIECES, absolute_max=MOST_PIECES + 1)


def stored_pieces(need: Need) -> list[dict[str, Any]]:
    return [
        {name: getattr(each, name) for name in EVIDENCE_FIELDS} | {"document": each.document_id}
        for each in ordered_evidence(need)
    ]


def pieces_of(formset: Iterable[PieceForm], stored: int) -> list[Piece]:
    """Those that are to stay, empty new ones left out; the first `stored` forms are the stored pieces, in order."""
    return [
        Piece(at if at < stored else None, {name: form.cleaned_data.get(name) for name in EVIDENCE_FIELDS})
        for at, form in enumerate(formset)
        if form.cleaned_data.get("document") and not form.cleaned_data.get("remove")
    ]


def compare(pieces: list[Piece], need: Need) -> list[Difference]:
    """Yours and what is stored now, piece by piece."""
    yours = [describe(Evidence(**piece.fields)) for piece in pieces]
    now = [describe(each) for each in ordered_evidence(need)]
    pairs = [
        (f"Piece {n + 1}", *(side[n] if n < len(side) else "none" for side in (yours, now)))
        for n in range(max(len(yours), len(now)))
    ]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def describe(evidence: Evidence) -> str:
    read = f"read on {evidence.read_on.day} {evidence.read_on:%b %Y}" if evidence.read_on else ""
    parts = [str(evidence.document or "not stated"), evidence.locator, evidence.passage, read]
    return "; ".join(filter(None, parts))


class FateForm(DeclaresUnclassified):
    fate = forms.ChoiceField(
        label="What became of it",
        choices=list(FATE_WORDS.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    successors = forms.CharField(
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Codes of the needs of a later cycle that it lives on in, one a line, as N-CT-001.",
    )
    reason = text("Reason", "Why: what is done, what stays open, who decided.", rows=3)
    version = version_field()

    def __init__(self, *args: Any, need: Need, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.need = need

    def clean_successors(self) -> str:
        """Stays text for the comparison of versions; the needs are in `found`."""
        codes = list(dict.fromkeys(self.cleaned_data["successors"].split()))
        later = Need.objects.filter(cycle__starts__gt=self.need.cycle.starts, code__in=codes)
        self.found = sorted(later, key=lambda need: codes.index(need.code))
        known = {need.code for need in self.found}
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise forms.ValidationError(
                f"There is no need “{unknown[0][:60]}” of a later cycle that you can see. Give a code, as N-CT-001."
            )
        return "\n".join(codes)

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        fate = self.cleaned_data.get("fate")
        if not fate and (self.cleaned_data.get("successors") or self.cleaned_data.get("reason")):
            self.add_error("fate", "Successors or a reason are given, but not what became of the need.")
        if not fate or "successors" in self.errors:
            return self.cleaned_data
        least, most = SUCCESSORS_OF[fate]
        if not least <= len(self.found) <= most:
            self.add_error("successors", HOW_MANY[fate])
        if not self.cleaned_data.get("reason"):
            self.add_error("reason", "Say why: the next cycle is read against this one.")
        return self.cleaned_data


def stored_fate(need: Need) -> dict[str, Any]:
    lines = list(need.fates.select_related("successor").order_by("order", "id"))
    return {
        "fate": fate_of(lines),
        "successors": "\n".join(line.successor.code for line in lines if line.successor),
        "reason": lines[0].reason if lines else "",
        "version": version_of_fate(need),
    }
