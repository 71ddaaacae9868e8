"""The form of a response: all that a member says of it, checked as a whole."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.dateformat import format as format_day
from django.utils.text import capfirst

from iisg.access.alike import AsksFirst
from iisg.access.days import Day
from iisg.access.levels import Level
from iisg.access.limits import LARGEST_AMOUNT
from iisg.access.markings import DeclaresUnclassified
from iisg.access.versions import version_field
from iisg.framework.models import Approach, Pillar
from iisg.framework.names import DATE_PRECISIONS, PARTNERS, PILLARS, STATUSES
from iisg.members.models import Person
from iisg.needs.models import choices
from iisg.responses.fields import (
    Amount,
    LinesField,
    OrganisationsField,
    ResponseField,
    boxes,
    line,
    lines_of,
    strip_zeros,
    text,
)
from iisg.responses.models import Kind, PartyRole, Response
from iisg.responses.money import say_missing, to_euro

PLAIN = (
    "title", "description", "kind", "pillar", "secondary_pillars", "start_date", "end_date", "date_precision",
    "status", "budget_eur", "budget_amount", "budget_currency", "budget_note", "instrument", "approaches", "part_of",
    "source_url", "level",
)  # fmt: skip
LINES = ("target_institutions", "references")  # typed one a line
ROLES = {PartyRole.LEAD: "leads", PartyRole.FUNDER: "funders", PartyRole.IMPLEMENTER: "implementers"}
LEVEL_HINT = "Leads, funders and implementers see their own record at every level. A public record is public whole."


class ResponseForm(AsksFirst, DeclaresUnclassified):
    title = line("Title", "As its organisations call it.", required=True)
    description = text("Description", "What it does, for whom, and what is to change.", rows=5)
    kind = forms.ChoiceField(choices=Kind.choices, label="Kind")
    pillar = forms.ModelChoiceField(Pillar.objects.all(), label="Pillar", empty_label="Choose a pillar")
    secondary_pillars = boxes("Further pillars", [(code, code) for code in PILLARS], "Where it also belongs.")
    level = forms.ChoiceField(label="Level", choices=Level.choices, help_text=LEVEL_HINT)
    leads = OrganisationsField(label="Leads", required=False, help_text="They answer for this record and edit it.")
    funders = OrganisationsField(label="Who pays", required=False)
    implementers = OrganisationsField(label="Who does it", required=False)
    partners = boxes(
        "Partners served", list(PARTNERS.items()), "With the share in per cent where it is known.", required=True
    )
    target_institutions = LinesField(label="Target institutions", required=False, help_text="One a line.")
    start_date = Day("Start", "First day the action runs.")
    end_date = Day("End", "Last day the action runs.")
    date_precision = forms.ChoiceField(
        label="How exact the dates are", choices=[("", "Not stated"), *choices(DATE_PRECISIONS)], required=False
    )
    status = forms.ChoiceField(label="Declared status", choices=choices(STATUSES))
    budget_amount = Amount("Budget", "Of the whole action, in the currency of its contract. Empty: not disclosed.")
    budget_currency = line("Currency", "Three letters, as EUR or CHF.", longest=3, list="currencies")
    budget_eur = Amount(
        "Budget in euro",
        "Empty: converted at the rate of the year in which it starts.",
    )
    budget_note = text("Note on the budget", "What the figure covers, and how it was converted.", rows=2)
    instrument = line("Instrument", "IPA III, NDICI, bilateral, TAIEX ...", list="instruments")
    approaches = boxes("Approaches", [])
    part_of = ResponseField(
        label="Part of", required=False, help_text="The code of the programme that this is a component of."
    )
    source_url = forms.URLField(
        label="Source",
        required=False,
        assume_scheme="https",
        max_length=2000,
        help_text="A public page that describes it.",
    )
    references = LinesField(
        label="References",
        required=False,
        help_text="What identifies it elsewhere, one a line: IATI identifier, OPSYS or contract number.",
    )
    contact = text("Contact", "Who answers questions. For members only.", rows=2)
    remarks = text("Remarks", "For members only.", rows=3)
    version = version_field()

    def __init__(self, *args: Any, by: Person, response: Response | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.response = by, response
        self.fields["version"].required = response is not None
        if response is not None:
            del self.fields["again"]
        self.fields["approaches"].choices = list(Approach.objects.order_by("name").values_list("code", "name"))  # type: ignore[attr-defined]
        self.fields["part_of"].widget.attrs["list"] = "programmes"
        for code, name in PARTNERS.items():
            self.fields[f"share_{code}"] = Amount(
                f"Share of {name}", min_value=Decimal("0.01"), max_value=100, max_digits=5, decimal_places=2
            )

    def clean(self) -> dict[str, Any] | None:
        super().clean()
        self.check_leads()
        self.check_dates()
        self.check_partners()
        self.check_budget()
        self.check_part_of()
        if self.response is None:
            leads = [organisation.pk for organisation in self.cleaned_data.get("leads") or []]
            title = self.cleaned_data.get("title", "")
            self.ask_first(Response.objects.filter(title__iexact=title, leads__overlap=leads))
        return self.cleaned_data

    def check_leads(self) -> None:
        """A member answers for what it registers, and cannot lock itself out; the Secretariat hands over."""
        leads, own = self.cleaned_data.get("leads"), self.by.organisation
        if leads is not None and not self.by.is_secretariat and own not in leads:
            self.add_error(
                "leads", f"Your organisation, {own}, must be among the leads. The Secretariat can hand it over."
            )

    def check_dates(self) -> None:
        start, end = self.cleaned_data.get("start_date"), self.cleaned_data.get("end_date")
        if start and end and end < start:
            first, last = format_day(start, "j F Y"), format_day(end, "j F Y")
            self.add_error("end_date", f"The end, {last}, is before the start, {first}. Change one of them.")
        if self.cleaned_data.get("pillar") and self.cleaned_data["pillar"].code in self.cleaned_data.get(
            "secondary_pillars", []
        ):
            code = self.cleaned_data["pillar"].code
            self.add_error(
                "secondary_pillars", f"{code} is the pillar already. Take it out here, or choose another pillar."
            )

    def check_partners(self) -> None:
        served = self.cleaned_data.get("partners")
        if served is None:
            return
        shares = {code: self.cleaned_data.get(f"share_{code}") for code in PARTNERS}
        for code, share in shares.items():
            if share is not None and code not in served:
                self.add_error("partners", f"{PARTNERS[code]} has a share, {share} per cent, but is not ticked.")
        total = sum((share for share in shares.values() if share is not None), Decimal(0))
        if total > 100:
            self.add_error(
                "partners", f"The shares sum to {total} per cent, {total - 100} too many. Lower one of them."
            )
        self.served = {code: shares[code] for code in served}

    def check_budget(self) -> None:
        value, currency = self.cleaned_data.get("budget_amount"), self.cleaned_data.get("budget_currency", "").upper()
        if "budget_currency" in self.cleaned_data:
            self.cleaned_data["budget_currency"] = currency
        if currency and not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
            self.add_error("budget_currency", f"“{currency}” is no currency code: give three letters, as EUR or CHF.")
        elif value is not None and not currency:
            self.add_error("budget_currency", f"The budget, {value:,f}, has no currency. Give one, as EUR or CHF.")
        elif currency and value is None and "budget_amount" not in self.errors:
            self.add_error(
                "budget_amount",
                f"The currency is {currency}, but the amount is missing. Give it, or take the currency out.",
            )
        elif value is not None:
            self.convert(value, currency)

    def convert(self, value: Decimal, currency: str) -> None:
        euro, start = self.cleaned_data.get("budget_eur"), self.cleaned_data.get("start_date")
        if "budget_eur" in self.errors:
            return
        if euro is not None:
            if currency == "EUR" and euro != value:
                self.add_error(
                    "budget_eur", f"The budget is EUR {value:,f} above and EUR {euro:,f} here. Change one of them."
                )
            return
        end = self.cleaned_data.get("end_date")
        found = to_euro(value, currency, start, end)
        if found is None:
            self.add_error("budget_eur", f"{capfirst(say_missing(currency, start, end))}. Give the amount in euro.")
            return
        if found.amount > LARGEST_AMOUNT:
            words = (
                f"{found.words[:1].upper()}{found.words[1:]} it would be EUR {found.amount:,f}, too much to be stored."
            )
            self.add_error("budget_amount", f"{words} Look at the amount and its currency again.")
            return
        note = self.cleaned_data.get("budget_note", "")
        self.cleaned_data |= {
            "budget_eur": found.amount,
            "budget_note": "; ".join(filter(None, [note, found.words if found.words not in note else ""])),
        }

    def check_part_of(self) -> None:
        above, seen = self.cleaned_data.get("part_of"), set[int]()
        while above is not None and self.response is not None and above.pk not in seen:
            if above.pk == self.response.pk:
                self.add_error(
                    "part_of",
                    f"{self.cleaned_data['part_of'].code} is itself a part of this response, or this response.",
                )
                return
            seen.add(above.pk)
            above = Response.objects.filter(pk=above.part_of_id).first()

    def record(self) -> dict[str, Any]:
        """What the actions take, of a valid form."""
        cleaned = self.cleaned_data
        fields = {name: cleaned[name] for name in PLAIN} | {name: lines_of(cleaned[name]) for name in LINES}
        if self.response and self.response.part_of_id and self.response.part_of is None and not fields["part_of"]:
            del fields["part_of"]  # it is part of something that this person does not see: that stays
        return {
            "fields": fields,
            "parties": {role: cleaned[name] for role, name in ROLES.items()},
            "partners": self.served,
            "note": {"contact": cleaned["contact"], "remarks": cleaned["remarks"]},
        }


def stored_response(response: Response) -> dict[str, Any]:
    """What the form starts from, and what a stale save is compared with."""
    parties = list(response.parties.select_related("organisation").order_by("order", "pk"))
    shares: Mapping[str, Decimal | None] = dict(response.serves.values_list("partner_id", "share"))
    note = getattr(response, "note", None)
    values = {name: getattr(response, name) for name in PLAIN} | {"pillar": response.pillar_id}
    values |= {name: strip_zeros(values[name]) for name in ("budget_eur", "budget_amount")}
    values |= {name: [p.organisation.short_name for p in parties if p.role == role] for role, name in ROLES.items()}
    values |= {"part_of": response.part_of, "partners": list(shares)}
    values |= {f"share_{code}": strip_zeros(shares.get(code)) for code in PARTNERS}
    values |= {name: "\n".join(getattr(response, name)) for name in LINES} | {"version": response.version}
    return values | {"contact": note.contact if note else "", "remarks": note.remarks if note else ""}
