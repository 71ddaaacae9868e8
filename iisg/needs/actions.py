"""Every change of a need. PostgreSQL journals each and refuses what the policies do not allow."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from django.db import transaction
from django.db.models import Q

from iisg.access.codes import new_code
from iisg.access.saving import NotAllowed, Stale, lock, save_version
from iisg.framework.names import PILLAR_LETTERS
from iisg.members.models import Person
from iisg.needs.models import EACH, Evidence, Lineage, Need, NeedPartner
from iisg.needs.rules import levels_for, may_add_need, may_edit_need, may_speak_for, states_for


@transaction.atomic
def add_need(*, by: Person, fields: Mapping[str, Any], partners: Iterable[str], evidence: Mapping[str, Any]) -> Need:
    if not may_add_need(by):
        raise NotAllowed("Needs are stated by institutions of the partners and by the Secretariat.")
    check_words(by, fields)
    fields = dict(fields) if by.is_secretariat else {**fields, "owner": by.organisation}
    need = Need.objects.create(code=new_code(f"N-{PILLAR_LETTERS[fields['pillar'].code]}"), **fields)
    set_partners(need, partners, by=by)
    if any(evidence.get(name) for name in ("document", "locator", "passage")):
        need.evidence.create(**evidence)
    return need


@transaction.atomic
def edit_need(
    need: Need,
    *,
    by: Person,
    version: int,
    fields: Mapping[str, Any],
    partners: Iterable[str],
) -> Need:
    """Raises Stale when somebody saved since `version`, PartnerStillClaimed when a claim names a removed partner."""
    if not may_edit_need(by, need):
        raise NotAllowed("Only the owner of a need and the Secretariat edit it.")
    check_words(by, fields, need)
    save_version(need, version, dict(fields))
    set_partners(need, partners, by=by)
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


class NoEvidence(Exception):
    """A need keeps at least one piece of evidence."""


class Piece(NamedTuple):
    """A piece of evidence as the form gives it: `at` is its place among the stored ones, None for a new one."""

    at: int | None
    fields: Mapping[str, Any]


@transaction.atomic
def edit_evidence(need: Need, *, by: Person, version: int, pieces: Sequence[Piece]) -> Need:
    """These are the pieces from now on, in this order; a stored one that is not among them ends.

    Raises Stale when somebody saved the need since `version`, so places are those that were seen, and NoEvidence.
    """
    if not may_edit_need(by, need):
        raise NotAllowed("Only the owner of a need and the Secretariat edit its evidence.")
    if not pieces:
        raise NoEvidence("A need keeps at least one piece of evidence: add another before you take out the last.")
    save_version(need, version, {})
    stored = dict(enumerate(ordered_evidence(need)))
    for order, piece in enumerate(pieces, start=1):
        kept = stored.pop(piece.at, None) if piece.at is not None else None
        evidence = kept or Evidence(need=need)
        for name, value in {**piece.fields, "order": order}.items():
            setattr(evidence, name, value)
        evidence.save()
    for left in stored.values():
        left.delete()
    return need


def ordered_evidence(need: Need) -> list[Evidence]:
    return list(need.evidence.select_related("document").order_by("order", "id"))


@transaction.atomic
def say_fate(
    need: Need, *, by: Person, version: int, fate: str, successors: Sequence[Need] = (), reason: str = ""
) -> Need:
    """What became of a need: one fate, its successors in order. Without a fate nothing is said. Raises Stale.

    `version` is of what was said before (version_of_fate), by whom the person acting sees.
    """
    if not may_edit_need(by, need):
        raise NotAllowed("Only the owner of a need and the Secretariat say what became of it.")
    need = lock(need)
    if version_of_fate(need) != version:
        raise Stale(need)
    stored = {each.successor_id: each for each in need.fates.all()}
    lives_on: list[Need | None] = list(successors) or [None]
    wanted = {each.pk if each else None: each for each in lives_on} if fate else {}
    need.fates.filter(pk__in=[each.pk for key, each in stored.items() if key not in wanted]).delete()
    for order, (key, successor) in enumerate(wanted.items(), start=1):
        line = stored.get(key) or Lineage(need=need, successor=successor)
        line.fate, line.reason, line.order = EACH[fate], reason, order
        line.save()
    return need


def version_of_fate(need: Need) -> int:
    """A number for what the person acting sees of it. The version of the need would rise with what they do not see."""
    said = need.fates.order_by("order", "id").values_list("fate", "reason", "successor__code")
    return 1 + crc32(repr(list(said)).encode()) // 4


@transaction.atomic
def edit_partner_words(of_partner: NeedPartner, *, by: Person, version: int, fields: Mapping[str, Any]) -> NeedPartner:
    """A partner's statement, institutions, urgency and whether the need is met."""
    if not may_speak_for(by, of_partner.partner_id):
        raise NotAllowed("Only officers of this partner and the Secretariat change its statement.")
    save_version(of_partner, version, dict(fields))
    return of_partner
