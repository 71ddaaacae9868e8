"""One need: where it stands, who says it is served, and how that changes through time.

Lives in this room, not in needs/, because it shows claims and coverage, which build on needs. A visitor sees a public
need without claims or coverage: those are for members, and nothing on a public page is computed from them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from iisg.access.acting import acting_as
from iisg.access.saving import Stale
from iisg.analysis.activity import is_active, is_planned
from iisg.analysis.portfolio import Portfolio
from iisg.analysis.words import BAND_LABELS
from iisg.explore.filters import read_day
from iisg.explore.need_time import partner_lines, say_coverage, scale_of
from iisg.explore.visible import level_of_need
from iisg.explore.words_form import WordsForm
from iisg.framework.names import PARTNER_WORDS
from iisg.history.entries import entries_of
from iisg.members.models import Person
from iisg.members.signed_in import members_only, person_of
from iisg.needs.models import Need, NeedPartner, fate_of
from iisg.needs.rules import may_edit_need, may_speak_for
from iisg.responses.actions import NotServed, say_word
from iisg.responses.models import Claim, ClaimPartner, PartyRole
from iisg.responses.portfolio import portfolio_around

RELATED = 8


@dataclass(frozen=True)
class ClaimLine:
    claim: Claim
    leads: list[str]
    standing: str  # Counts, Disputed, Planned, Ended, Does not count
    partners: list[str]
    words: list[ClaimPartner]

    @property
    def counts(self) -> bool:
        return self.standing == "Counts"


@require_safe
def show(request: HttpRequest, code: str) -> HttpResponse:
    need = get_object_or_404(Need.objects.select_related("cycle", "measure__objective", "owner", "pillar"), code=code)
    by, today = person_of(request), timezone.localdate()
    on, problem = read_day(request.GET, today) if by else (today, "")
    of_partners = list(need.of_partners.select_related("partner"))
    fates = list(need.fates.select_related("successor__cycle"))
    context: dict[str, Any] = {
        "need": need,
        "on": on,
        "today": today,
        "problem": problem,
        "in_analysis": urlencode(
            {"q": need.code, "cycle": need.cycle_id} | ({"on": on.isoformat()} if on != today else {})
        ),
        "of_partners": of_partners,
        "evidence": need.evidence.select_related("document"),
        "origins": need.origins.select_related("need__cycle"),
        "fates": fates,
        "became": fate_of(fates).capitalize(),
        "may_edit": may_edit_need(by, need),
        "may_word": {p.partner_id for p in of_partners if may_speak_for(by, p.partner_id)},
        "by": by,
    }
    if by is not None:
        context |= members_part(need, by, of_partners, on)
    return render(request, "explore/need.html", context)


def members_part(need: Need, by: Person, of_partners: list[NeedPartner], on: date) -> dict[str, Any]:
    portfolio = portfolio_around([need.code], with_demonstration=need.is_demo)
    lines = partner_lines(portfolio, of_partners, on)
    claims = list_claims(need, portfolio, on)
    bands = [line.band for line in lines]
    return {
        "lines": lines,
        "said": say_coverage(lines),
        "scale": scale_of(lines, on),
        "coverage": [(band, bands.count(band)) for band in BAND_LABELS if band in bands],
        "claims": claims,
        "counting": sum(line.counts for line in claims),
        "claims_level": level_of_need(need),
        "asked": asked_of(by, claims) if on == timezone.localdate() else None,
        "related": related_needs(need),
        "entries": entries_of("need", need.pk),
    }


def list_claims(need: Need, portfolio: Portfolio, on: date) -> list[ClaimLine]:
    """Those that count first, then what is planned, then the rest; within, by code.

    A claim stands as the action does that its response, perhaps joined with another, is a report of.
    """
    responses, by_claim = portfolio.responses, dict(portfolio.claims.select("code", "response").iter_rows())
    standing = {
        code: "Counts" if active else "Planned" if planned else "Ended" if end and end < on else "Does not count"
        for code, end, active, planned in responses.select(
            "code", "end_date", active=is_active(on), planned=is_planned(on)
        ).iter_rows()
    }
    claims = (
        Claim.objects.filter(need=need)
        .select_related("response")
        .prefetch_related("of_partners__partner", "response__parties__organisation")
    )
    lines = []
    for claim in claims:
        words = list(claim.of_partners.all())
        leads = [p.organisation.short_name for p in claim.response.parties.all() if p.role == PartyRole.LEAD]
        stands = standing.get(by_claim.get(claim.code, ""), "Does not count")
        if stands in ("Counts", "Planned") and words and all(word.word == "disputes" for word in words):
            stands = "Disputed"
        lines.append(ClaimLine(claim, leads, stands, [word.partner_id for word in words], words))
    order = ["Counts", "Disputed", "Planned", "Does not count", "Ended"]
    return sorted(lines, key=lambda line: (order.index(line.standing), line.claim.code))


def asked_of(by: Person, claims: Iterable[ClaimLine]) -> dict[str, Any] | None:
    """What the page asks an officer of a partner: of the claims that name it, which it has given no word on."""
    mine = [
        line for line in claims if by.partner in line.partners and line.standing in ("Counts", "Disputed", "Planned")
    ]
    if by.partner is None or not mine:
        return None
    silent = [line for line in mine if any(w.partner_id == by.partner and w.word == "silent" for w in line.words)]
    return {"partner": by.partner, "claims": mine, "silent": silent}


def related_needs(need: Need) -> list[Need]:
    """Other needs under the same measure of the template."""
    if need.measure_id is None:
        return []
    others = Need.objects.filter(measure=need.measure_id, cycle=need.cycle_id).exclude(pk=need.pk)
    return list(others.prefetch_related("of_partners")[:RELATED])


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def words(request: HttpRequest, code: str, partner: str, *, by: Person) -> HttpResponse:
    """A partner's word on each claim that names it. Beside the claimant's, never merged with it."""
    of_partner = get_object_or_404(
        NeedPartner.objects.select_related("need", "partner"), need__code=code, partner=partner
    )
    if not may_speak_for(by, of_partner.partner_id):
        raise PermissionDenied
    claims = (
        ClaimPartner.objects.filter(need=of_partner.need_id, partner=partner)
        .select_related("claim__response")
        .order_by("claim__code")
    )
    form = WordsForm(request.POST or None, said=list(claims))
    if request.method == "POST" and form.is_valid():
        try:
            with acting_as(by.pk, note=form.declaration):
                stored = [
                    say_word(said.claim, by=by, partner=partner, word=word, remark=remark, version=said.claim.version)
                    for said, word, remark in form.changed()
                ]
        except NotServed as gone:
            raise Http404 from gone
        except Stale:  # between the look and the save: nothing was stored, and the form says what stands now
            form = WordsForm(request.POST, said=list(claims.all()))
            form.is_valid()
        else:
            words = f"{len(stored)} words of {of_partner.partner} are saved." if stored else "No word has changed."
            messages.success(request, words)
            return redirect(of_partner.need)
    context = {"need": of_partner.need, "of_partner": of_partner, "form": form, "words": PARTNER_WORDS}
    status = 200 if not form.is_bound else 409 if form.stale else 422
    return render(request, "explore/need_words.html", context, status=status)
