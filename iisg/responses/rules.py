"""Who may change responses and claims.

Leads, funders and implementers own a response; its leads and the Secretariat edit it. Claims are made and edited by
the leads of their response and the Secretariat. Two records are joined as one action, and taken apart, by the
Secretariat, and by who leads the one that is joined and owns the one that stays. Each partner's word on a claim is
given by officers of that partner (needs/rules.py: may_speak_for).
"""

from iisg.members.models import Person, Role
from iisg.responses.models import Claim, Response


def may_add_response(person: Person | None) -> bool:
    return person is not None and person.role in (Role.SECRETARIAT, Role.MEMBER)


def may_edit_response(person: Person | None, response: Response) -> bool:
    return person is not None and (person.is_secretariat or person.organisation_id in response.leads)


def may_join(person: Person | None, joined: Response, kept: Response) -> bool:
    """Let the first record count as a report of the second, or take the two apart."""
    return person is not None and (
        person.is_secretariat or (person.organisation_id in joined.leads and person.organisation_id in kept.owners)
    )


def may_edit_claim(person: Person | None, claim: Claim) -> bool:
    return may_edit_response(person, claim.response)
