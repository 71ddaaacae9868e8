"""Forms for a need and for a partner's own words on it."""

import re
from typing import Any

from django import forms

from iisg.access.alike import AsksFirst
from iisg.access.days import Day
from iisg.access.levels import Level
from iisg.access.limits import LONGEST_LINE, LONGEST_TEXT
from iisg.access.markings import DeclaresUnclassified
from iisg.access.versions import version_field
from iisg.framework.models import Measure, Partner, Pillar, ReferenceDocument
from iisg.framework.names import NEED_TYPES, PERSPECTIVES, PRIORITIES, STRANDS
from iisg.members.models import Organisation, Person
from iisg.needs.models import Need, NeedPartner, State, choices
from iisg.needs.rules import levels_for, states_for

CHAPTERS = [str(number) for number in range(1, 36)]
NEED_FIELDS = (
    "title", "description", "pillar", "strand", "measure", "need_types", "perspective", "priority", "priority_reason",
    "acquis_chapters", "target_date", "level", "state", "owner",
)  # fmt: skip
EVIDENCE_FIELDS = ("document", "locator", "passage", "read_on")


class Chapters(forms.CharField):
    """Acquis chapters, as people write them: 24, 31."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        words = [word.lstrip("0") for word in re.split(r"[,;\s]+", super().to_python(value) or "") if word]
        wrong = [word for word in words if word not in CHAPTERS]
        if wrong:
            raise forms.ValidationError(
                f"“{wrong[0][:20]}” is no chapter of the acquis: give numbers from 1 to 35, as 24, 31."
            )
        return list(dict.fromkeys(words))


class MeasureChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, measure: Measure) -> str:
        return f"{measure.objective.pillar_id} · {measure.code} {measure.title}"


class DocumentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, document: ReferenceDocument) -> str:
        return f"{document.title} ({document.date[:4]})" if document.date else document.title


def text(label: str, hint: str = "", *, rows: int = 4, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": rows})
    )


class NeedForm(AsksFirst, DeclaresUnclassified):
    short = ("pillar", "strand", "acquis_chapters", "target_date", "level", "state", "read_on")  # narrow on the page

    title = forms.CharField(max_length=LONGEST_LINE, help_text="What is lacking, in one line that stands on its own.")
    description = text("Description", "What the need is, for whom, and what would show that it is met.", rows=5)
    pillar = forms.ModelChoiceField(Pillar.objects.all(), label="Pillar", empty_label="Choose a pillar")
    strand = forms.ChoiceField(choices=[("", "Not stated"), *choices(STRANDS)], required=False)
    measure = MeasureChoice(
        Measure.objects.none(),
        required=False,
        empty_label="Not stated",
        help_text="The template's measure that this need is for.",
    )
    need_types = forms.MultipleChoiceField(
        label="Types", choices=choices(NEED_TYPES), widget=forms.CheckboxSelectMultiple
    )
    perspective = forms.MultipleChoiceField(
        choices=choices(PERSPECTIVES), required=False, widget=forms.CheckboxSelectMultiple
    )
    partners = forms.MultipleChoiceField(choices=[], widget=forms.CheckboxSelectMultiple)
    priority = forms.ChoiceField(choices=choices(PRIORITIES), widget=forms.RadioSelect)
    priority_reason = text("Justification of the priority", "Needed where the priority is high, or changes.", rows=3)
    acquis_chapters = Chapters(required=False, label="Acquis chapters", help_text="Numbers, as 24, 31.", max_length=200)
    target_date = Day("Target date", "By when it should be met.")
    level = forms.ChoiceField(help_text="Who may see this need. Your own organisation always does.")
    state = forms.ChoiceField()
    owner = forms.ModelChoiceField(
        Organisation.objects.exclude(partner_id=None),
        required=False,
        empty_label="The Secretariat",
        help_text="The institution that states the need.",
    )
    document = DocumentChoice(
        ReferenceDocument.objects.all(),
        required=False,
        empty_label="None",
        help_text="Where the need is written. None is adopted without.",
    )
    locator = forms.CharField(max_length=LONGEST_LINE, required=False, help_text="Chapter, section or page.")
    passage = text("Passage", "The words of the document, short.", rows=3)
    read_on = Day("Read on")
    version = version_field(required=False)

    def __init__(self, *args: Any, by: Person, cycle: str, need: Need | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.cycle, self.need = by, cycle, need
        if need is not None:  # its evidence has a page of its own
            for name in (*EVIDENCE_FIELDS, "again"):
                del self.fields[name]
        if not by.is_secretariat:  # who states a need owns it
            del self.fields["owner"]
        self.fields["measure"].queryset = (  # type: ignore[attr-defined]
            Measure.objects.filter(cycle=cycle)
            .select_related("objective")
            .order_by("objective__pillar__order", "order")
        )
        self.fields["partners"].choices = [(p.code, p.name) for p in Partner.objects.all()]  # type: ignore[attr-defined]
        levels = levels_for(by) + ([need.level] if need and need.level not in levels_for(by) else [])
        self.fields["level"].choices = [(level, Level(level).label) for level in levels]  # type: ignore[attr-defined]
        states = states_for(by, need)
        self.fields["state"].choices = [(state, State(state).label) for state in states]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        self.check_measure()
        self.check_priority()
        self.check_evidence()
        if self.need is None:
            owner = self.cleaned_data.get("owner") if self.by.is_secretariat else self.by.organisation
            title = self.cleaned_data.get("title", "")
            self.ask_first(Need.objects.filter(title__iexact=title, cycle=self.cycle, owner=owner))
        return self.cleaned_data

    def check_evidence(self) -> None:
        adopted, document = self.cleaned_data.get("state") == State.ADOPTED, self.cleaned_data.get("document")
        if self.need is not None:
            if adopted and not self.need.evidence.filter(document__isnull=False).exists():
                self.add_error("state", "No need is adopted without evidence: first add the document to its evidence.")
            return
        if adopted and not document:
            self.add_error("document", "No need is adopted without evidence: name the document where it is written.")
        if self.cleaned_data.get("passage") and not document:
            self.add_error("document", "A passage is given, but not the document that it stands in.")

    def check_measure(self) -> None:
        measure, pillar = self.cleaned_data.get("measure"), self.cleaned_data.get("pillar")
        strand = self.cleaned_data.get("strand")
        if not measure or not pillar:
            return
        objective = measure.objective
        if objective.pillar_id != pillar.code:
            words = f"{measure.code} belongs to {objective.pillar_id}, the need to {pillar.code}."
            self.add_error("measure", f"{words} Change one of them.")
        elif strand and objective.strand not in ("", strand):
            words = f"{measure.code} belongs to the strand “{objective.strand}”, the need to “{strand}”."
            self.add_error("measure", f"{words} Change one of them.")

    def check_priority(self) -> None:
        priority, reason = self.cleaned_data.get("priority"), self.cleaned_data.get("priority_reason")
        if reason or not priority:
            return
        if priority == "high":
            self.add_error("priority_reason", "A high priority needs a justification: say why this comes first.")
        elif self.need and self.need.priority != priority:
            self.add_error("priority_reason", f"The priority changes from {self.need.priority} to {priority}: say why.")

    def of_need(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in NEED_FIELDS if name in self.cleaned_data}

    def of_evidence(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EVIDENCE_FIELDS}


def stored_need(need: Need) -> dict[str, Any]:
    """What the form starts from, and what a stale save is compared with."""
    values = {name: getattr(need, name) for name in NEED_FIELDS}
    values |= {"pillar": need.pillar_id, "measure": need.measure_id, "owner": need.owner_id}
    partners = list(need.of_partners.values_list("partner_id", flat=True))
    return values | {"partners": partners, "version": need.version}


class PartnerWordsForm(DeclaresUnclassified):
    statement = text("Statement", "What is lacking in this partner, in its own words.")
    institutions = text("Institutions", "Which of its institutions this concerns.", rows=2)
    urgency = forms.ChoiceField(
        choices=[("", "Not stated"), *choices(PRIORITIES)], required=False, widget=forms.RadioSelect
    )
    is_met = forms.ChoiceField(
        label="Is the need met here?",
        choices=[("", "Not stated"), ("yes", "Yes"), ("no", "No")],
        required=False,
        widget=forms.RadioSelect,
    )
    version = version_field()

    def of_partner(self) -> dict[str, Any]:
        said = {name: self.cleaned_data[name] for name in ("statement", "institutions", "urgency")}
        return said | {"is_met": IS_MET[self.cleaned_data["is_met"]]}


IS_MET = {"": None, "yes": True, "no": False}
WORDS_OF_MET = {stored: word for word, stored in IS_MET.items()}


def stored_words(of_partner: NeedPartner) -> dict[str, Any]:
    return {
        "statement": of_partner.statement,
        "institutions": of_partner.institutions,
        "urgency": of_partner.urgency,
        "is_met": WORDS_OF_MET[of_partner.is_met],
        "version": of_partner.version,
    }
