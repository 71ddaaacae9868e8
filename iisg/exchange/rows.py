"""Records of the database as rows of the exchange folder, of the person acting: the other direction of load.py.

A row is a dictionary by column: lists for cells with several values, dates, decimals, "" or None for what is not known.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import F, QuerySet

from iisg.framework.models import Approach, Cycle, Measure, Rate, ReferenceDocument
from iisg.framework.names import PARTNERS
from iisg.members.models import Organisation
from iisg.needs.models import Evidence, Lineage, Need, NeedPartner, fate_of
from iisg.responses.models import Claim, ClaimPartner, Party, Response, Served

Row = dict[str, Any]


def grouped(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups


def in_order(partners: list[str]) -> list[str]:
    return sorted(partners, key=list(PARTNERS).index)


def of_needs(needs: QuerySet[Need]) -> list[Row]:
    partners = grouped(NeedPartner.objects.filter(need__in=needs).order_by().values_list("need_id", "partner_id"))
    evidence: dict[int, tuple[str, str]] = {}
    for pk, document, locator in (
        Evidence.objects.filter(need__in=needs)
        .order_by("order", "id")
        .values_list("need_id", "document__code", "locator")
    ):
        evidence.setdefault(pk, (document or "", locator))
    rows = []
    for need in needs.order_by("code").select_related("measure"):
        document, locator = evidence.get(need.pk, ("", ""))
        rows.append(
            {
                "code": need.code,
                "title": need.title,
                "description": need.description,
                "pillar": need.pillar_id,
                "strand": need.strand,
                "measure": need.measure.code if need.measure else "",
                "need_types": need.need_types,
                "perspective": need.perspective,
                "partners": in_order(partners[need.pk]),
                "priority": need.priority,
                "acquis_chapter": need.acquis_chapters,
                "document": document,
                "locator": locator,
                "level": need.level,
            }
        )
    return rows


def of_earlier_needs(needs: QuerySet[Need]) -> list[Row]:
    fates: dict[str, list[Lineage]] = defaultdict(list)
    lineage = Lineage.objects.filter(need__in=needs).order_by("order", "id").select_related("need", "successor")
    for fate in lineage:
        fates[fate.need.code].append(fate)
    rows = of_needs(needs)
    for row in rows:
        mine = fates[row["code"]]
        row["fate"] = fate_of(mine)
        row["successors"] = [fate.successor.code for fate in mine if fate.successor]
        row["fate_reason"] = mine[0].reason if mine else ""
    return rows


def of_responses(responses: QuerySet[Response]) -> list[Row]:
    partners = grouped(
        Served.objects.filter(response__in=responses).order_by().values_list("response_id", "partner_id")
    )
    parties: dict[tuple[int, str], list[str]] = defaultdict(list)
    for response, role, organisation in (
        Party.objects.filter(response__in=responses)
        .order_by("order", "id")
        .values_list("response_id", "role", "organisation__short_name")
    ):
        parties[response, role].append(organisation)
    same = [
        "code", "title", "description", "secondary_pillars", "target_institutions", "start_date", "end_date",
        "date_precision", "status", "budget_eur", "budget_amount", "budget_currency", "budget_note", "instrument",
        "approaches", "source_url", "level",
    ]  # fmt: skip
    return [
        {name: getattr(response, name) for name in same}
        | {
            "pillar": response.pillar_id,
            "lead": parties[response.pk, "lead"],
            "funders": parties[response.pk, "funder"],
            "implementers": parties[response.pk, "implementer"],
            "partners": in_order(partners[response.pk]),
            "part_of": response.part_of.code if response.part_of else "",
        }
        for response in responses.order_by("code").select_related("part_of")
    ]


def of_claims(claims: QuerySet[Claim]) -> list[Row]:
    words: dict[int, dict[str, str]] = defaultdict(dict)
    for claim, partner, word in (
        ClaimPartner.objects.filter(claim__in=claims).order_by().values_list("claim_id", "partner_id", "word")
    ):
        words[claim][partner] = word
    return [
        {
            "code": claim.code,
            "need": claim.need.code,
            "response": claim.response.code,
            "partners": in_order(list(words[claim.pk])),
            "degree": claim.degree,
            "rationale": claim.rationale,
            # Where words differ the claim was split (responses.say_word), so any one is that of all.
            "partner_word": next(iter(words[claim.pk].values()), "silent"),
        }
        for claim in claims.order_by("code").select_related("need", "response")
    ]


def of_organisations() -> list[Row]:
    columns = ["code", "name", "short_name", "kind", "seat", "website", "source_url"]
    return [dict(row) for row in Organisation.objects.order_by("code").values(*columns)]


def of_documents() -> list[Row]:
    return [
        dict(row)
        for row in ReferenceDocument.objects.order_by("code").values(
            "code", "title", "publisher", "date", "kind", "url", "route"
        )
    ]


def of_approaches() -> list[Row]:
    return [dict(row) for row in Approach.objects.order_by("code").values("code", "name", "serves", "iati_aid_type")]


def of_measures(cycle: str) -> list[Row]:
    return [
        {
            "code": measure.code,
            "pillar": measure.objective.pillar_id,
            "strand": measure.objective.strand,
            "objective_code": measure.objective.code,
            "objective": measure.objective.title,
            "measure": measure.title,
            "order": measure.order,
        }
        for measure in Measure.objects.filter(cycle=cycle).order_by("code").select_related("objective")
    ]


def of_rates() -> list[Row]:
    return [
        dict(row) for row in Rate.objects.order_by("currency", "year").values("currency", "year", "per_eur", "source")
    ]


def of_folder(cycle: str, with_demonstration: bool = True) -> dict[str, list[Row]]:
    """Every file of the exchange folder, by name without its ending."""
    files: dict[str, list[Row]] = {}
    for prefix, is_demo in [("", False), ("demo_", True)] if with_demonstration else [("", False)]:
        files[prefix + "needs"] = of_needs(Need.objects.filter(cycle=cycle, is_demo=is_demo))
        files[prefix + "responses"] = of_responses(Response.objects.filter(is_demo=is_demo))
        files[prefix + "claims"] = of_claims(Claim.objects.filter(need__cycle__code__lte=cycle, is_demo=is_demo))
    shared: dict[str, Callable[[], list[Row]]] = {
        "organisations": of_organisations,
        "documents": of_documents,
        "approaches": of_approaches,
        "rates": of_rates,
    }
    files |= {name: rows() for name, rows in shared.items()} | {"measures": of_measures(cycle)}
    for earlier in Cycle.objects.filter(code__lt=cycle):
        rows = of_earlier_needs(Need.objects.filter(cycle=earlier, is_demo=False))
        if rows:
            files[f"needs_{earlier.code[:4]}"] = rows
    return {name: rows for name, rows in files.items() if rows or not name.startswith("demo_")}


def mark_exported() -> None:
    """Rows as they are now have been handed out: a later load may change them until somebody edits them here."""
    for model in (Need, Response, Claim):
        model.objects.exclude(exchanged_version=F("version")).update(exchanged_version=F("version"))
