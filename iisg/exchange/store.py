"""Rows of the exchange folder as records. Each method of Writer stores the rows of one sheet."""

from typing import Any

from django.db.models import F

from iisg.exchange.rows import Row, of_measures
from iisg.framework.actions import copy_objectives
from iisg.framework.models import Approach, Cycle, Measure, Objective, Rate, ReferenceDocument
from iisg.framework.names import PARTNERS
from iisg.members.models import Organisation
from iisg.needs.models import EACH, Evidence, Lineage, Need, NeedPartner
from iisg.responses.models import Claim, ClaimPartner, Party, Response, Served

PARTNER_OF_SEAT = {name: code for code, name in PARTNERS.items()}
ROLES = {"lead": "lead", "funders": "funder", "implementers": "implementer"}
RESPONSE_FIELDS = [
    "title", "description", "secondary_pillars", "target_institutions", "start_date", "end_date", "date_precision",
    "status", "budget_eur", "budget_amount", "budget_currency", "budget_note", "instrument", "approaches",
    "source_url", "level",
]  # fmt: skip


def copy_template(cycle: str, named: set[str]) -> None:
    """Give a cycle the measures that its needs name from the nearest later one: all of them where it has none yet."""
    stored = Measure.objects.filter(cycle=cycle)
    later = Cycle.objects.filter(code__gt=cycle, measure__isnull=False).distinct()
    if later and not stored.exists():
        copy_objectives(later.order_by("code")[0], Cycle.objects.get(code=cycle))
    if missing := named - set(stored.values_list("code", flat=True)):
        found = {row["code"]: row for each in later.order_by("-code") for row in of_measures(each.code)}
        Writer(cycle, is_demo=False).add_measures([found[code] for code in sorted(missing & set(found))])


def known(sheet: str, cycle: str) -> set[str]:
    """The names by which rows of a sheet are referred to, as stored."""
    match sheet:
        case "organisations":
            return set(Organisation.objects.values_list("short_name", flat=True))
        case "measures":
            return set(Measure.objects.filter(cycle=cycle).values_list("code", flat=True))
    models: dict[str, Any] = {
        "needs": Need,
        "responses": Response,
        "documents": ReferenceDocument,
        "approaches": Approach,
    }
    return set(models[sheet].objects.values_list("code", flat=True))


class Writer:
    def __init__(self, cycle: str, is_demo: bool) -> None:
        self.cycle, self.is_demo = cycle, is_demo

    def add(self, sheet: str, rows: list[Row]) -> None:
        if rows:
            getattr(self, f"add_{sheet}")(rows)

    def change(self, sheet: str, rows: list[Row]) -> None:
        for row in rows:
            getattr(self, f"change_{sheet}")(row)

    # -- vocabularies ------------------------------------------------------------------------------------------------

    def organisation_fields(self, row: Row) -> dict[str, Any]:
        is_institution = row["kind"] == "WB partner institution"
        return row | {"partner_id": PARTNER_OF_SEAT.get(row["seat"]) if is_institution else None}

    def add_organisations(self, rows: list[Row]) -> None:
        # One may be known by its name already, entered before it had a code of the folder.
        known = {o.short_name: o for o in Organisation.objects.all()}
        Organisation.objects.bulk_create(
            [Organisation(**self.organisation_fields(row)) for row in rows if row["short_name"] not in known]
        )
        for row in rows:
            if row["short_name"] in known:
                Organisation.objects.filter(short_name=row["short_name"]).update(**self.organisation_fields(row))

    def change_organisations(self, row: Row) -> None:
        Organisation.objects.filter(code=row["code"]).update(**self.organisation_fields(row))

    def add_documents(self, rows: list[Row]) -> None:
        ReferenceDocument.objects.bulk_create([ReferenceDocument(**row) for row in rows])

    def change_documents(self, row: Row) -> None:
        ReferenceDocument.objects.filter(code=row["code"]).update(**row)

    def add_approaches(self, rows: list[Row]) -> None:
        Approach.objects.bulk_create([Approach(**row) for row in rows])

    def change_approaches(self, row: Row) -> None:
        Approach.objects.filter(code=row["code"]).update(**row)

    def add_rates(self, rows: list[Row]) -> None:
        Rate.objects.bulk_create([Rate(**row) for row in rows])

    def change_rates(self, row: Row) -> None:
        Rate.objects.filter(currency=row["currency"], year=row["year"]).update(**row, version=F("version") + 1)

    def objective(self, row: Row) -> Objective:
        return Objective.objects.get_or_create(
            cycle_id=self.cycle,
            pillar_id=row["pillar"],
            strand=row["strand"],
            code=row["objective_code"],
            title=row["objective"],
            defaults={"order": row["order"] or 0},
        )[0]

    def add_measures(self, rows: list[Row]) -> None:
        Measure.objects.bulk_create(
            [
                Measure(
                    cycle_id=self.cycle,
                    objective=self.objective(row),
                    code=row["code"],
                    title=row["measure"],
                    order=row["order"] or 0,
                )
                for row in rows
            ]
        )

    def change_measures(self, row: Row) -> None:
        Measure.objects.filter(cycle=self.cycle, code=row["code"]).update(
            objective=self.objective(row), title=row["measure"], order=row["order"] or 0
        )

    # -- needs -------------------------------------------------------------------------------------------------------

    def need_fields(self, row: Row) -> dict[str, Any]:
        same = ["title", "description", "strand", "need_types", "perspective", "priority", "level"]
        return {name: row[name] for name in same} | {
            "cycle_id": self.cycle,
            "pillar_id": row["pillar"],
            "measure_id": self.measures.get(row["measure"]),
            "acquis_chapters": row["acquis_chapter"],
            "is_demo": self.is_demo,
        }

    @property
    def measures(self) -> dict[str, int]:
        if not hasattr(self, "_measures"):
            self._measures = dict(Measure.objects.filter(cycle=self.cycle).values_list("code", "pk"))
        return self._measures

    def add_needs(self, rows: list[Row]) -> None:
        needs = Need.objects.bulk_create([Need(code=row["code"], **self.need_fields(row)) for row in rows])
        documents = dict(ReferenceDocument.objects.values_list("code", "pk"))
        NeedPartner.objects.bulk_create(
            [NeedPartner(need=n, partner_id=p) for n, row in zip(needs, rows, strict=True) for p in row["partners"]]
        )
        Evidence.objects.bulk_create(
            [
                Evidence(need=need, document_id=documents.get(row["document"]), locator=row["locator"])
                for need, row in zip(needs, rows, strict=True)
                if row["document"] or row["locator"]
            ]
        )

    def change_needs(self, row: Row) -> None:
        need = Need.objects.get(code=row["code"])
        Need.objects.filter(pk=need.pk).update(version=need.version + 1, **self.need_fields(row))
        change_rows(need.of_partners, NeedPartner, {"need": need}, row["partners"])
        first = need.evidence.order_by("order", "id").first() or Evidence(need=need)
        first.document = ReferenceDocument.objects.filter(code=row["document"]).first()
        first.locator = row["locator"]
        if first.document or first.locator:
            first.save()
        elif first.pk:
            first.delete()

    def add_earlier_needs(self, rows: list[Row]) -> None:
        self.add_needs(rows)
        self.add_fates(rows)

    def change_earlier_needs(self, row: Row) -> None:
        self.change_needs(row)
        Lineage.objects.filter(need__code=row["code"]).delete()
        self.add_fates([row])

    def add_fates(self, rows: list[Row]) -> None:
        codes = {code for row in rows for code in [row["code"], *row["successors"]]}
        ids = dict(Need.objects.filter(code__in=codes).values_list("code", "pk"))
        Lineage.objects.bulk_create(
            [
                Lineage(
                    need_id=ids[row["code"]],
                    successor_id=ids[successor] if successor else None,
                    fate=EACH.get(row["fate"], ""),
                    reason=row["fate_reason"],
                    order=order,
                )
                for row in rows
                if row["fate"] or row["successors"] or row["fate_reason"]
                for order, successor in enumerate(row["successors"] or [""], start=1)
            ]
        )

    # -- responses ---------------------------------------------------------------------------------------------------

    def response_fields(self, row: Row) -> dict[str, Any]:
        fields = {name: row[name] for name in RESPONSE_FIELDS}
        return fields | {"pillar_id": row["pillar"], "is_demo": self.is_demo}

    def add_responses(self, rows: list[Row]) -> None:
        """Programmes before their components; a folder's part_of has no loop, so each round stores some."""
        waiting = {row["code"]: row for row in rows}
        while waiting:
            ready = [row for row in waiting.values() if row["part_of"] not in waiting]
            self.add_ready_responses(ready)
            for row in ready:
                del waiting[row["code"]]

    def add_ready_responses(self, rows: list[Row]) -> None:
        above = dict(Response.objects.filter(code__in=[row["part_of"] for row in rows]).values_list("code", "pk"))
        responses = Response.objects.bulk_create(
            [
                Response(
                    code=row["code"],
                    part_of_id=above.get(row["part_of"]),
                    # As the trigger will keep them, so that the first entry of the journal is the owners' too.
                    owners=sorted({self.organisations[name] for column in ROLES for name in row[column]}),
                    leads=sorted(self.organisations[name] for name in row["lead"]),
                    served=sorted(row["partners"]),
                    **self.response_fields(row),
                )
                for row in rows
            ]
        )
        pairs = list(zip(responses, rows, strict=True))
        Party.objects.bulk_create([party for response, row in pairs for party in self.parties(response, row)])
        Served.objects.bulk_create([Served(response=r, partner_id=p) for r, row in pairs for p in row["partners"]])

    def parties(self, response: Response, row: Row) -> list[Party]:
        return [
            Party(response=response, role=role, organisation_id=self.organisations[name], order=order)
            for column, role in ROLES.items()
            for order, name in enumerate(row[column], start=1)
        ]

    @property
    def organisations(self) -> dict[str, int]:
        if not hasattr(self, "_organisations"):
            self._organisations = dict(Organisation.objects.values_list("short_name", "pk"))
        return self._organisations

    def change_responses(self, row: Row) -> None:
        response = Response.objects.get(code=row["code"])
        above = Response.objects.filter(code=row["part_of"]).first()
        Response.objects.filter(pk=response.pk).update(
            version=response.version + 1, part_of=above, **self.response_fields(row)
        )
        wanted = self.parties(response, row)
        before = {(p.role, p.order, p.organisation_id) for p in response.parties.all()}
        if before != {(p.role, p.order, p.organisation_id) for p in wanted}:
            response.parties.all().delete()
            Party.objects.bulk_create(wanted)
        change_rows(response.serves, Served, {"response": response}, row["partners"])

    # -- claims ------------------------------------------------------------------------------------------------------

    def add_claims(self, rows: list[Row]) -> None:
        needs = dict(Need.objects.filter(code__in={row["need"] for row in rows}).values_list("code", "pk"))
        responses = dict(Response.objects.filter(code__in={row["response"] for row in rows}).values_list("code", "pk"))
        claims = Claim.objects.bulk_create(
            [
                Claim(
                    code=row["code"],
                    need_id=needs[row["need"]],
                    response_id=responses[row["response"]],
                    degree=row["degree"],
                    rationale=row["rationale"],
                    is_demo=self.is_demo,
                )
                for row in rows
            ]
        )
        ClaimPartner.objects.bulk_create(
            [
                ClaimPartner(
                    claim=claim,
                    need_id=claim.need_id,
                    response_id=claim.response_id,
                    partner_id=partner,
                    word=row["partner_word"],
                )
                for claim, row in zip(claims, rows, strict=True)
                for partner in row["partners"]
            ]
        )

    def change_claims(self, row: Row) -> None:
        claim = Claim.objects.get(code=row["code"])
        Claim.objects.filter(pk=claim.pk).update(
            version=claim.version + 1,
            need=Need.objects.get(code=row["need"]),
            response=Response.objects.get(code=row["response"]),
            degree=row["degree"],
            rationale=row["rationale"],
        )
        claim.refresh_from_db()
        parents = {"claim": claim, "need_id": claim.need_id, "response_id": claim.response_id}
        change_rows(claim.of_partners, ClaimPartner, parents, row["partners"])
        claim.of_partners.exclude(word=row["partner_word"]).update(word=row["partner_word"])


def change_rows(related: Any, model: Any, parents: dict[str, Any], partners: list[str]) -> None:
    """Make the partners named by a record these, leaving those that stay as they are."""
    named = set(related.values_list("partner_id", flat=True))
    # New ones first: a claim without any line would end.
    model.objects.bulk_create([model(partner_id=code, **parents) for code in partners if code not in named])
    related.filter(partner_id__in=named - set(partners)).delete()
