"""Every change of a need. PostgreSQL journals each and refuses what the policies do not allow."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from iisg.access.codes import new_code
from iisg.access.saving import NotAllowed, save_version
from iisg.framework.names import PILLAR_LETTERS
from iisg.members.models import Person
from iisg.needs.models import Evidence, Need, NeedPartner
from iisg.needs.rules import levels_for, may_add_need, may_edit_need, may_speak_for, states_for


@transaction.atomic
def add_need(*, by: Person, fields: Mapping[str, Any], partners: Iterable[str], evidence: Mapping[str, Any]) -> Need:
    if not may_add_need(by):
        raise NotAllowed("Needs are stated by institutions of the partners and by the Secretariat.")
    check_words(by, fields)
    fields = dict(fields) if by.is_secretariat else {**fields, "owner": by.organisation}
    need = Need.objects.create(code=new_code(f"N-{PILLAR_LETTERS[fields['pillar'].code]}"), **fields)
    set_partners(need, partners, by=by)
    set_evidence(need, evidence)
    return need


@transaction.atomic
def edit_need(
    need: Need,
    *,
    by: Person,
    version: int,
    fields: Mapping[str, Any],
    partners: Iterable[str],
    evidence: Mapping[str, Any],
) -> Need:
    """Raises Stale when somebody saved since `version`, PartnerStillClaimed when a claim names a removed partner."""
    if not may_edit_need(by, need):
        raise NotAllowed("Only the owner of a need and the Secretariat edit it.")
    check_words(by, fields, need)
    save_version(need, version, dict(fields))
    set_partners(need, partners, by=by)
    set_evidence(need, evidence)
    return need


def check_words(by: Person, fields: Mapping[str, Any], need: Need | None = None) -> None:
    """A level, state or owner that is not this person's to give is refused; what is stored already may stay."""
    if fields.get("level", "public") not in [*levels_for(by), need and need.level]:
        raise NotAllowed("Only the Secretariat gives this level.")
    if fields.get("state", "proposed") not in states_for(by, need):
        raise NotAllowed("Only the Secretariat records that a need is adopted.")
    if "owner" in fields and not by.is_secretariat:
        raise NotAllowed("Only the Secretariat says who owns a need.")


class PartnerStillClaimed(Exception):
    """A partner cannot leave a need while a claim names it there, or with its own words."""


def set_partners(need: Need, partners: Iterable[str], *, by: Person) -> None:
    named, wanted = set(need.of_partners.values_list("partner_id", flat=True)), set(partners)
    NeedPartner.objects.bulk_create([NeedPartner(need=need, partner_id=code) for code in sorted(wanted - named)])
    leaving = need.of_partners.filter(partner_id__in=named - wanted)
    # Of claims that the person does not see nothing is said: they end with the partner (responses/policies.sql).
    if need.claims.filter(of_partners__partner__in=leaving.values("partner")).exists():
        raise PartnerStillClaimed("A response claims to serve this need there: end that claim first.")
    silent = Q(statement="", institutions="", urgency="", is_met=None)
    if not by.is_secretariat and leaving.exclude(silent).exists():
        raise PartnerStillClaimed("A partner that you take out has said something here: ask the Secretariat.")
    leaving.delete()


def set_evidence(need: Need, evidence: Mapping[str, Any]) -> None:
    """The first piece of evidence, which the exchange files carry. With nothing said there is none."""
    first = need.evidence.order_by("order", "id").first() or Evidence(need=need)
    for name, value in evidence.items():
        setattr(first, name, value)
    if first.document_id or first.locator or first.passage:
        first.save()
    elif first.pk:
        first.delete()


@transaction.atomic
def edit_partner_words(of_partner: NeedPartner, *, by: Person, version: int, fields: Mapping[str, Any]) -> NeedPartner:
    """A partner's statement, institutions, urgency and whether the need is met."""
    if not may_speak_for(by, of_partner.partner_id):
        raise NotAllowed("Only officers of this partner and the Secretariat change its statement.")
    save_version(of_partner, version, dict(fields))
    return of_partner
