"""Forms of a scenario, its changes, and its allocation."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from django import forms
from django.db.models import Q
from django.utils import timezone

from iisg.access.days import Day
from iisg.access.limits import DECIMAL_PLACES, DIGITS
from iisg.access.markings import DeclaresUnclassified
from iisg.access.versions import version_field
from iisg.analysis.portfolio import Columns
from iisg.analysis.words import name_day, name_partners
from iisg.exchange.candidates import parse_candidates
from iisg.exchange.problems import FolderErrors
from iisg.framework.models import Cycle
from iisg.framework.names import DEGREES, PARTNERS
from iisg.needs.models import Need
from iisg.responses.joining import once
from iisg.responses.models import Response
from iisg.responses.standing import Standing, with_standing
from iisg.scenarios.models import Candidate, Change, ChangeKind, Scenario

LARGEST_FILE = 1_000_000
MOST_ACTIONS, MOST_ROWS = 40, 1_000  # so many can be weighed in some seconds, however alike their costs
MOST_LINES = 2 * MOST_ROWS  # blank ones and those within a cell too


def euros(label: str, hint: str, *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=hint,
        required=required,
        min_value=Decimal(0),
        max_digits=DIGITS,
        decimal_places=DECIMAL_PLACES,
    )


def partners(hint: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=list(PARTNERS.items()), widget=forms.CheckboxSelectMultiple, help_text=hint
    )


class ScenarioForm(DeclaresUnclassified):
    short = ("cycle", "on")

    title = forms.CharField(
        max_length=200, help_text="A question that it answers: what if ending actions ran one more year?"
    )
    cycle = forms.ModelChoiceField(Cycle.objects.all(), empty_label=None)
    on = Day("Day", "The day on which both worlds are compared.", required=True)
    version = version_field(required=False)

    def __init__(self, *args: Any, scenario: Scenario | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if scenario:  # its changes speak of needs of one cycle
            del self.fields["cycle"]
        else:
            self.initial = {"on": timezone.localdate(), **self.initial}


def stored_scenario(scenario: Scenario) -> dict[str, Any]:
    return {"title": scenario.title, "on": scenario.on, "version": scenario.version}


class ImagineForm(DeclaresUnclassified):
    short = ("start_date", "end_date", "cost_eur")

    title = forms.CharField(max_length=200, help_text="What it would be, in one line.")
    partners = partners("Whom it would serve.")
    start_date = Day("First day", required=True)
    end_date = Day("Last day", required=True)
    cost_eur = euros("Cost in EUR", "What it would cost, if that is known.")

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        first, last = self.cleaned_data.get("start_date"), self.cleaned_data.get("end_date")
        if first and last and last < first:
            words = f"The last day, {name_day(last)}, is before the first, {name_day(first)}. Change one of them."
            self.add_error("end_date", words)
        return self.cleaned_data

    def record(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "partners", "start_date", "end_date", "cost_eur")}


class ResponseChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, response: Response) -> str:
        start, end = (name_day(d) if d else "not stated" for d in (response.start_date, response.end_date))
        return f"{response.code} {response.title} ({start} to {end})"


DAYS = {
    ChangeKind.END: ("Last day", "It would end on this day, included."),
    ChangeKind.EXTEND: ("New last day", "It would run until this day, included."),
    ChangeKind.ACTIVATE: ("First day", "It would be under way from this day."),
}


class ChangeForm(forms.Form):
    """A stored response that would end, run longer or be under way. Demonstration rows are never counted."""

    short = ("day",)

    response = ResponseChoice(Response.objects.none(), to_field_name="code", empty_label="Choose a response")
    day = Day("Day", required=True)

    def __init__(self, *args: Any, kind: ChangeKind, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["response"].queryset = responses_for(kind, scenario.on)  # type: ignore[attr-defined]
        self.fields["day"].label, self.fields["day"].help_text = DAYS[kind]

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        response, given = self.cleaned_data.get("response"), self.cleaned_data.get("day")
        if response and given and (problem := self.problem(response, given)):
            self.add_error("day", problem)
        return self.cleaned_data

    def problem(self, response: Response, given: date) -> str:
        start, end = response.start_date, response.end_date
        if self.kind == ChangeKind.EXTEND and end and given <= end:
            return f"It runs until {name_day(end)} already: give a later day."
        if self.kind == ChangeKind.END and end and given >= end:
            return f"It ends on {name_day(end)} anyway: give an earlier day."
        if self.kind != ChangeKind.ACTIVATE and start and given < start:
            return f"It starts only on {name_day(start)}: give that day or a later one."
        if self.kind == ChangeKind.ACTIVATE and end and given > end:
            return f"It is over by {name_day(end)}: give that day or an earlier one."
        return ""


def responses_for(kind: ChangeKind, on: date) -> Any:
    """Those that a change of this kind can be said of."""
    real: Any = with_standing(once(Response.objects.filter(is_demo=False)), on)
    if kind == ChangeKind.ACTIVATE:
        return real.filter(standing=Standing.PLANNED, status="planned")
    if kind == ChangeKind.EXTEND:
        return real.exclude(standing=Standing.STOPPED).exclude(end_date=None)
    return real.filter(Q(standing=Standing.UNDER_WAY) | Q(standing=Standing.PLANNED))


def needs_of(scenario: Scenario) -> Any:
    return Need.objects.filter(cycle_id=scenario.cycle_id, is_demo=False).prefetch_related("of_partners")


class NeedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, need: Need) -> str:
        return f"{need.code} {need.title}"


class ClaimForm(forms.Form):
    short = ("degree",)

    need = NeedChoice(Need.objects.none(), to_field_name="code", empty_label="Choose a need")
    partners = partners("Where it would serve the need.")
    degree = forms.ChoiceField(
        label="How much of the need it would serve",
        choices=[(word, f"{word.capitalize()} ({value})") for word, value in DEGREES.items()],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, change: Change, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        served = [(code, name) for code, name in PARTNERS.items() if code in change.partners]
        self.fields["partners"].choices = served  # type: ignore[attr-defined]
        self.fields["need"].queryset = needs_of(change.scenario)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        need, wanted = self.cleaned_data.get("need"), self.cleaned_data.get("partners", [])
        if need and (strangers := [code for code in wanted if code not in need.named]):
            words = f"{need.code} does not name {name_partners(strangers)}; it names {name_partners(need.named)}."
            self.add_error("partners", words)
        return self.cleaned_data


class CandidatesForm(DeclaresUnclassified):
    short = ("envelope",)

    envelope = euros("Envelope in EUR", "What may be spent in all.", required=True)
    file = forms.FileField(
        label="Upload candidates.csv", required=False, widget=forms.ClearableFileInput({"accept": ".csv,text/csv"})
    )
    lines = forms.CharField(
        label="Or paste its lines",
        required=False,
        strip=False,
        max_length=LARGEST_FILE,
        widget=forms.Textarea({"rows": 12, "spellcheck": "false"}),
    )
    version = version_field()

    def __init__(self, *args: Any, scenario: Scenario, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scenario = scenario
        self.problems: list[str] = []
        self.rows: list[dict[str, Any]] = []

    def clean(self) -> dict[str, Any] | None:
        """The lines, from wherever they come, are looked through for markings like any other text."""
        upload = self.cleaned_data.get("file")
        name, data = "candidates.csv", (self.cleaned_data.get("lines") or "").encode()
        if upload and upload.size > LARGEST_FILE:
            self.add_error("file", "The file is larger than 1 MB.")
            return super().clean()
        if upload:
            name, data = upload.name, upload.read()
        lines = max(data.count(b"\n"), data.count(b"\r"))
        if lines > MOST_LINES:  # before anything looks at each
            words = f"There are {lines:,} lines; at most {MOST_LINES:,} are read, blank ones too."
            self.add_error("file" if upload else "lines", words)
        elif data.strip():
            self.read(name, data, "file" if upload else "lines")
            self.cleaned_data["lines"] = data.decode(errors="replace")
        elif not self.errors:
            self.add_error("file", "Upload a file or paste its lines.")
        return super().clean()

    def read(self, name: str, data: bytes, where: str) -> None:
        self.needs = {need.code: need for need in needs_of(self.scenario)}
        named = {"code": list(self.needs), "partners": [need.named for need in self.needs.values()]}
        schema: Columns = {"code": pl.String, "partners": pl.List(pl.String)}
        try:
            self.rows = parse_candidates(name, data, pl.DataFrame(named, schema=schema)).to_dicts()
        except FolderErrors as errors:
            self.problems = errors.lines
            self.add_error(where, "Nothing was stored. What is wrong stands line by line above.")
            return
        actions = {row["code"] for row in self.rows}
        if not self.rows:
            self.add_error(where, "There is only a header: give at least one row.")
        elif len(actions) > MOST_ACTIONS or len(self.rows) > MOST_ROWS:
            self.add_error(
                where,
                f"There are {len(actions)} actions in {len(self.rows):,} rows; at most {MOST_ACTIONS} actions in "
                f"{MOST_ROWS:,} rows are weighed together.",
            )

    def candidates(self) -> list[Candidate]:
        return [
            Candidate(
                code=row["code"],
                title=row["title"],
                cost_eur=row["cost_eur"],
                need=self.needs[row["need"]],
                partner=row["partner"],
                degree=row["degree"],
            )
            for row in self.rows
        ]
