"""Every change of a response, its parties and its claims. PostgreSQL journals each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import psycopg
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from iisg.access.codes import new_code
from iisg.access.saving import NotAllowed, Stale, lock, save_version
from iisg.framework.names import PILLAR_LETTERS
from iisg.members.models import Organisation, Person
from iisg.needs.models import Need
from iisg.needs.rules import may_speak_for
from iisg.responses.models import Claim, ClaimPartner, Party, PartyRole, Response, ResponseNote, Served
from iisg.responses.rules import may_add_response, may_edit_claim, may_edit_response

Parties = Mapping[str, Sequence[Organisation]]  # role -> organisations, in order


class NotPossible(Exception):
    """What was asked for breaks a rule of the records; `field` says which of the form's."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class StillClaimed(NotPossible):
    """A partner cannot leave a response while a claim names it there."""


class NotServed(NotPossible):
    """A claim names a partner that its need or its response does not."""


class Spoken(NotPossible):
    """A partner's word would be lost."""


# What PostgreSQL refuses after the form found nothing: it changed meanwhile. One sentence, whatever it is.
AGAIN = "Ask the Secretariat if this cannot be right."
# By constraint: what to say, and at which field.
BROKEN: dict[str, tuple[type[NotPossible], str, str]] = {
    "claim_partner_named_by_response": (
        StillClaimed,
        "A claim names a partner that you take out here: change that claim first.",
        "partners",
    ),
    "claim_partner_named_by_need": (NotServed, "The need does not name all of these partners.", "partners"),
    "shares_at_most_100": (NotPossible, "The shares sum to more than 100 per cent.", "partners"),
    "part_of_without_loop": (NotPossible, f"It cannot be a part of this record. {AGAIN}", "part_of"),
    "joined_once": (NotPossible, f"These two cannot be joined. {AGAIN}", "other"),
}


@contextmanager
def rules_in_words() -> Iterator[None]:
    """Say in words which rule of PostgreSQL was broken within; what was done within is undone then."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        cause = error.__cause__
        name = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
        if name not in BROKEN:
            raise
        kind, message, field = BROKEN[name]
        raise kind(message, field) from error


def settle() -> None:
    """Check now what PostgreSQL otherwise checks at commit, when it would be too late to say what is wrong."""
    with rules_in_words():
        connection.check_constraints()


@transaction.atomic
def add_response(
    *,
    by: Person,
    fields: Mapping[str, Any],
    parties: Parties,
    partners: Mapping[str, Decimal | None],
    note: Mapping[str, str] | None = None,
) -> Response:
    """`partners` gives each partner served its share in per cent, or None; `note` is contact and remarks."""
    if not may_add_response(by):
        raise NotAllowed("Members register responses; the Board reads them.")
    leads = sorted(organisation.pk for organisation in parties.get(PartyRole.LEAD, []))
    if not by.is_secretariat and by.organisation_id not in leads:
        raise NotAllowed("You register what your own organisation leads: name it among the leads.")
    # As the trigger will keep them: the row, and its first entry in the journal, are its owners' from the start.
    owners = sorted({organisation.pk for role in parties.values() for organisation in role})
    code = new_code(f"R-{PILLAR_LETTERS[fields['pillar'].code]}")
    response = Response.objects.create(code=code, owners=owners, leads=leads, served=sorted(partners), **fields)
    set_partners(response, partners)
    set_note(response, note)
    set_parties(response, parties)
    settle()
    return response


@transaction.atomic
def edit_response(
    response: Response,
    *,
    by: Person,
    version: int,
    fields: Mapping[str, Any],
    parties: Parties,
    partners: Mapping[str, Decimal | None],
    note: Mapping[str, str] | None = None,
) -> Response:
    """Raises Stale when somebody saved since `version`, and StillClaimed when a claim names a removed partner.

    The parties come last: whoever is no lead any more may not change the rest.
    """
    if not may_edit_response(by, response):
        raise NotAllowed("Only the leads of a response and the Secretariat edit it.")
    save_version(response, version, dict(fields))
    set_partners(response, partners)
    set_note(response, note)
    set_parties(response, parties)
    settle()
    return response


def set_parties(response: Response, parties: Parties) -> None:
    """Store who leads, pays and implements, in this order; amounts of those who stay are kept."""
    kept = {(p.role, p.organisation_id): p for p in response.parties.all()}
    wanted = {
        (role, organisation.pk): order
        for role in PartyRole.values
        for order, organisation in enumerate(parties.get(role, []), start=1)
    }
    new = [
        Party(response=response, role=r, organisation_id=o, order=n)
        for (r, o), n in wanted.items()
        if (r, o) not in kept
    ]
    moved = [p for key, p in kept.items() if key in wanted and p.order != wanted[key]]
    for party in moved:
        party.order = wanted[party.role, party.organisation_id]
    Party.objects.bulk_create(new)
    Party.objects.bulk_update(moved, ["order"])
    response.parties.filter(pk__in=[p.pk for key, p in kept.items() if key not in wanted]).delete()


def set_partners(response: Response, partners: Mapping[str, Decimal | None]) -> None:
    served = {s.partner_id: s for s in response.serves.all()}
    Served.objects.bulk_create(
        [Served(response=response, partner_id=code, share=partners[code]) for code in partners if code not in served]
    )
    for code, share in partners.items():
        if code in served and served[code].share != share:
            response.serves.filter(partner_id=code).update(share=share)
    leaving = response.serves.exclude(partner_id__in=list(partners))
    if response.claims.filter(of_partners__partner__in=leaving.values("partner")).exists():
        kind, message, field = BROKEN["claim_partner_named_by_response"]
        raise kind(message, field)
    leaving.delete()


def set_note(response: Response, note: Mapping[str, str] | None) -> None:
    """Contact and remarks. None leaves them as they are; with nothing said there is no row."""
    if note is None:
        return
    if any(note.values()):
        ResponseNote.objects.update_or_create(response=response, defaults=dict(note))
    else:
        ResponseNote.objects.filter(response=response).delete()


@transaction.atomic
def add_claim(
    *,
    by: Person,
    need: Need,
    response: Response,
    degree: str,
    partners: Iterable[str],
    rationale: str = "",
    part: str = "",
) -> Claim:
    if not may_edit_response(by, response):
        raise NotAllowed("Only the leads of a response and the Secretariat say which needs it serves.")
    claim = Claim.objects.create(
        code=new_code("C"), need=need, response=response, degree=degree, rationale=rationale, part=part
    )
    name_partners(claim, partners)
    return claim


@transaction.atomic
def edit_claim(claim: Claim, *, by: Person, version: int, fields: Mapping[str, Any], partners: Iterable[str]) -> Claim:
    """Degree, part, rationale and partners. The partners' own words stay with those who stay."""
    if not may_edit_claim(by, claim):
        raise NotAllowed("Only the leads of its response and the Secretariat edit a claim.")
    save_version(claim, version, dict(fields))
    wanted = set(partners)
    name_partners(claim, wanted - set(claim.of_partners.values_list("partner_id", flat=True)))
    remove_lines(claim.of_partners.exclude(partner_id__in=wanted), by=by)
    return claim


def remove_lines(lines: QuerySet[ClaimPartner], *, by: Person) -> None:
    """A line with a partner's word on it is not its claimant's to take out."""
    if not by.is_secretariat and lines.exclude(word="silent").exists():
        raise Spoken("A partner has given its word here: ask the Secretariat to take it out.", "partners")
    lines.delete()


def name_partners(claim: Claim, partners: Iterable[str]) -> None:
    ClaimPartner.objects.bulk_create(
        [
            ClaimPartner(claim=claim, need_id=claim.need_id, response_id=claim.response_id, partner_id=code)
            for code in sorted(partners)
        ]
    )
    try:
        settle()
    except StillClaimed as error:
        raise NotServed("The response does not serve all of these partners.", "partners") from error


@transaction.atomic
def remove_claim(claim: Claim, *, by: Person) -> None:
    if not may_edit_claim(by, claim):
        raise NotAllowed("Only the leads of its response and the Secretariat remove a claim.")
    lock(claim)  # no partner gives its word between the look and the removal
    remove_lines(claim.of_partners.all(), by=by)
    claim.delete()


@transaction.atomic
def say_word(claim: Claim, *, by: Person, partner: str, word: str, remark: str = "", version: int | None = None) -> str:
    """Store a partner's word. Returns the code of that partner's claim: a new one where its word now differs.

    With a version, raises Stale when somebody saved the claim since: compared where it is locked, in policies.sql.
    """
    if not may_speak_for(by, partner):
        raise NotAllowed("A partner's word is given by its own officers, or by the Secretariat on their behalf.")
    with connection.cursor() as cursor:
        said = [claim.code, partner, word, remark, new_code("C"), version]
        cursor.execute("select * from responses.say_word(%s, %s, %s, %s, %s, %s)", said)
        code, is_stale = cursor.fetchone()
    if is_stale:
        raise Stale(Claim.objects.get(pk=claim.pk))
    if code is None:
        raise NotServed("This claim does not name that partner.", "word")
    return str(code)
