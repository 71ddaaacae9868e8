"""The page of one response: for everybody who may see it, the public included."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from iisg.access.levels import Level, highest
from iisg.analysis.coverage import coverage
from iisg.analysis.points import BANDS
from iisg.framework.models import Approach
from iisg.framework.names import PARTNERS
from iisg.history.entries import entries_of
from iisg.members.models import Person
from iisg.members.signed_in import person_of
from iisg.needs.models import Need
from iisg.needs.rules import may_speak_for
from iisg.responses.joining import name_reporters
from iisg.responses.models import Claim, ClaimPartner, PartyRole, Response
from iisg.responses.money import in_euro, say_conversion
from iisg.responses.portfolio import portfolio_around
from iisg.responses.rules import may_edit_response, may_join
from iisg.responses.standing import judge, with_standing

MANY_CLAIMS = 200


@dataclass(frozen=True)
class Cell:
    """What one partner of a claim shows: its band today, and whether that would fall without this response."""

    partner: str
    band: str
    falls: bool


@dataclass(frozen=True)
class ClaimRow:
    claim: Claim
    cells: list[Cell | None]  # in the order of the partners; None where the claim does not name one
    words: list[ClaimPartner]
    may_say: list[str]

    @property
    def are_silent(self) -> bool:
        return all(said.word == "silent" and not said.remark for said in self.words)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """Hidden and absent give the same 404."""
    on, by = timezone.localdate(), person_of(request)
    responses = Response.objects.select_related("pillar", "part_of", "joined_into", "note")
    response = get_object_or_404(with_standing(responses, on).annotate(euro=in_euro()), code=code)
    context = facts(response, on) | {"response": response, "on": on, "verdict": judge(response, on)}
    if by is not None:
        context |= for_members(response, by, on)
    return render(request, "responses/detail.html", context)


def facts(response: Response, on: date) -> dict[str, Any]:
    parties = list(response.parties.select_related("organisation").order_by("order", "pk"))
    approaches = dict(Approach.objects.filter(code__in=response.approaches).values_list("code", "name"))
    return {
        "funders": [p for p in parties if p.role == PartyRole.FUNDER],
        "doers": doers(parties),
        "serves": list(response.serves.select_related("partner")),
        "components": list(response.components.order_by("code")[:MANY_CLAIMS]),
        "approaches": ", ".join(approaches.get(code, code) for code in response.approaches),
        "conversion": say_conversion(response),
        "joined_with": joined_with(response),
        "days_left": (response.end_date - on).days if response.end_date and response.standing == "ongoing" else None,  # type: ignore[attr-defined]
        "source_is_link": response.source_url.startswith(("https://", "http://")),
    }


def joined_with(response: Response) -> list[dict[str, Any]]:
    """The other reports of the same action, the one that stays first, of those that the reader sees."""
    kept = response.joined_into
    if kept is None and response.joined_into_id is not None:
        return []
    of = kept or response
    others = Response.objects.filter(Q(pk=of.pk) | Q(joined_into=of.pk)).exclude(pk=response.pk)
    return name_reporters(
        others.prefetch_related("parties__organisation").order_by(F("joined_into").asc(nulls_first=True), "code")
    )


def doers(parties: list[Any]) -> list[tuple[str, bool]]:
    """Who does it: leads first, each organisation once, with whether it leads."""
    leads = [p.organisation.short_name for p in parties if p.role == PartyRole.LEAD]
    others = [p.organisation.short_name for p in parties if p.role == PartyRole.IMPLEMENTER]
    return [(name, True) for name in leads] + [(name, False) for name in others if name not in leads]


def for_members(response: Response, by: Person, on: date) -> dict[str, Any]:
    claims = list(
        response.claims.select_related("need").prefetch_related("of_partners__partner").order_by("need__code", "code")
    )
    cells = cells_of(response, [claim.need for claim in claims], on)
    rows = [row_of(claim, cells, by) for claim in claims[:MANY_CLAIMS]]
    return {
        "by": by,
        "claims": rows,
        "claim_count": sum(not claim.is_demo for claim in claims),
        "demonstration_count": sum(claim.is_demo for claim in claims),
        "claims_level": highest([Level.MEMBERS, response.level, *(claim.need.level for claim in claims)]),
        "any_falls": any(cell and cell.falls for row in rows for cell in row.cells),
        "may_edit": may_edit_response(by, response),
        "may_part": response.joined_into is not None and may_join(by, response, response.joined_into),
        "entries": entries_of("response", response.pk),
        "partner_codes": list(PARTNERS),
    }


def row_of(claim: Claim, cells: Mapping[tuple[str, str], Cell], by: Person) -> ClaimRow:
    named = sorted(claim.of_partners.all(), key=lambda each: each.partner.order)
    codes = [each.partner_id for each in named]
    return ClaimRow(
        claim=claim,
        cells=[cells.get((claim.need.code, code)) if code in codes else None for code in PARTNERS],
        words=named,
        may_say=[code for code in codes if may_speak_for(by, code)],
    )


def cells_of(response: Response, needs: list[Need], on: date) -> dict[tuple[str, str], Cell]:
    """By need and partner. The band falls without the response if its claims, taken away, leave a lower one."""
    if not needs:
        return {}
    around = portfolio_around([need.code for need in needs], with_demonstration=response.is_demo)
    own = list(response.claims.values_list("code", flat=True))  # joined with another, it still takes only these away
    claims = around.claims.filter(~pl.col("code").is_in(own))
    without = type(around)(around.needs, around.responses, claims, around.approaches)
    now, then = (
        {(need, partner): band for need, partner, band in found.select("need", "partner", "band").iter_rows()}
        for found in (coverage(around, on), coverage(without, on))
    )
    return {key: Cell(key[1], band, falls=BANDS.index(then[key]) < BANDS.index(band)) for key, band in now.items()}
