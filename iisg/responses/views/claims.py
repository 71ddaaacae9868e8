"""Saying which needs a response serves, and a partner's word on it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from iisg.access.acting import acting_as
from iisg.access.levels import Level, highest
from iisg.access.once import once
from iisg.access.saving import Stale
from iisg.access.versions import at_version, differences
from iisg.framework.cycles import current_cycle
from iisg.framework.mentions import mentions
from iisg.framework.names import PARTNERS
from iisg.members.models import Person
from iisg.members.signed_in import members_only
from iisg.needs.models import Need
from iisg.needs.rules import may_speak_for
from iisg.responses import actions
from iisg.responses.claim_forms import ClaimForm, WordForm, partners_of_both, stored_claim, stored_word
from iisg.responses.models import Claim, ClaimPartner, Response
from iisg.responses.rules import may_edit_claim, may_edit_response

MOST_FOUND = 50
WITH_BOTH = Claim.objects.select_related("need", "response")


def response_to_edit(code: str, by: Person) -> Response:
    response = get_object_or_404(Response, code=code)
    if not may_edit_response(by, response):
        raise PermissionDenied
    return response


@require_safe
@members_only
def choose_need(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    """Needs of the cycle to choose from: those that share a partner with the response and match the words."""
    response = response_to_edit(code, by)
    served = list(response.serves.values_list("partner_id", flat=True))
    search = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:200]
    needs = Need.objects.filter(cycle=current_cycle(), of_partners__partner__in=served).distinct()
    if search:
        needs = needs.filter(mentions("need", search))
    else:
        needs = needs.filter(pillar__in=[response.pillar_id, *response.secondary_pillars])
    found = list(needs.prefetch_related("of_partners").order_by("code")[: MOST_FOUND + 1])
    claimed = set(response.claims.filter(need__in=found).values_list("need_id", flat=True))
    context = {
        "response": response,
        "search": search,
        "needs": [(need, both(need, served), need.pk in claimed) for need in found[:MOST_FOUND]],
        "has_more": len(found) > MOST_FOUND,
    }
    return render(request, "responses/choose_need.html", context)


def both(need: Need, served: list[str]) -> list[str]:
    named = {each.partner_id for each in need.of_partners.all()}
    return [code for code in PARTNERS if code in named and code in served]


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
@once
def add(request: HttpRequest, code: str, need: str, *, by: Person) -> HttpResponse:
    response = response_to_edit(code, by)
    served = get_object_or_404(Need, code=need)
    partners = partners_of_both(served, response)
    form = ClaimForm(request.POST or None, partners=partners, is_new=True, initial={"partners": partners})
    context = {"response": response, "need": served, "form": form, "has_partners": bool(partners)}
    if request.method == "POST" and form.is_valid():
        try:
            with acting_as(by.pk, note=form.declaration):
                actions.add_claim(
                    by=by, need=served, response=response, partners=form.cleaned_data["partners"], **form.record()
                )
        except actions.NotPossible as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, format_html("<b>Linked.</b> The response now claims to serve {}.", served.code))
            return redirect(response)
    return show(request, context)


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def edit(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    claim = claim_to_edit(code, by)
    partners = partners_of_both(claim.need, claim.response, but=claim)
    form = ClaimForm(request.POST or None, partners=partners, is_new=False, initial=stored_claim(claim))
    context = {"response": claim.response, "need": claim.need, "claim": claim, "form": form, "has_partners": True}
    if request.method != "POST" or not form.is_valid():
        return show(request, context)
    cleaned = form.cleaned_data
    try:
        with acting_as(by.pk, note=form.declaration):
            actions.edit_claim(
                claim, by=by, version=cleaned["version"], fields=form.record(), partners=cleaned["partners"]
            )
    except actions.NotPossible as error:
        form.add_error(error.field, str(error))
        return show(request, context)
    except Stale:
        return show_both(request, context, stored_claim(WITH_BOTH.get(pk=claim.pk)))
    messages.success(request, format_html("<b>Saved.</b> Claim {}.", claim.code))
    return redirect(claim.response)


def claim_to_edit(code: str, by: Person) -> Claim:
    claim = get_object_or_404(WITH_BOTH.all(), code=code)
    if not may_edit_claim(by, claim):
        raise PermissionDenied
    return claim


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def remove(request: HttpRequest, code: str, *, by: Person) -> HttpResponse:
    """Asks first: a removed claim comes back only as a new one."""
    claim = claim_to_edit(code, by)
    if request.method == "POST":
        try:
            actions.remove_claim(claim, by=by)
        except actions.Spoken as kept:
            messages.error(request, format_html("<b>Not removed.</b> {}", kept))
            return redirect(claim.response)
        messages.success(
            request, format_html("<b>Removed.</b> The response no longer claims to serve {}.", claim.need.code)
        )
        return redirect(claim.response)
    question = (
        f"The response would no longer claim to serve {claim.need.code}, {claim.need.title}. The claim's rationale "
        "goes with it; the history keeps it."
    )
    context = {
        "claim": claim,
        "response": claim.response,
        "question": question,
        "claim_level": level_of(claim.response, claim.need),
    }
    return render(request, "responses/remove_claim.html", context)


def level_of(response: Response, need: Need) -> str:
    """A claim is for members at the lowest, and as closed as the more closed of the two."""
    return highest([Level.MEMBERS, response.level, need.level])


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def say_word(request: HttpRequest, code: str, partner: str, *, by: Person) -> HttpResponse:
    if partner not in PARTNERS:
        raise Http404
    said = get_object_or_404(
        ClaimPartner.objects.select_related("claim__need", "claim__response", "partner"),
        claim__code=code,
        partner=partner,
    )
    if not may_speak_for(by, partner):
        raise PermissionDenied
    claim = said.claim
    form = WordForm(request.POST or None, initial=stored_word(said))
    context = {"said": said, "claim": claim, "response": claim.response, "need": claim.need, "form": form}
    if request.method != "POST" or not form.is_valid():
        return show(request, context, "responses/word.html")
    word, remark, version = (form.cleaned_data[name] for name in ("word", "remark", "version"))
    try:
        with acting_as(by.pk, note=form.declaration):
            actions.say_word(claim, by=by, version=version, partner=partner, word=word, remark=remark)
    except actions.NotServed as error:  # taken out of the claim meanwhile
        raise Http404 from error
    except Stale:
        stored = stored_word(get_object_or_404(ClaimPartner.objects.select_related("claim"), pk=said.pk))
        return show_both(request, context, stored, "responses/word.html")
    messages.success(request, format_html("<b>Saved.</b> The word of {} on {}.", said.partner.name, claim.need.code))
    return redirect(claim.response)


def show_both(
    request: HttpRequest, context: dict[str, Any], stored: dict[str, Any], template: str = "responses/claim.html"
) -> HttpResponse:
    form = context["form"]
    form.data = at_version(request.POST, stored.pop("version"))
    return show(request, context | {"differences": differences(form, stored)}, template, status=409)


def show(
    request: HttpRequest, context: dict[str, Any], template: str = "responses/claim.html", status: int = 200
) -> HttpResponse:
    if context["form"].errors and status == 200:
        status = 422
    context["claim_level"] = level_of(context["response"], context["need"])
    return render(request, template, context, status=status)
