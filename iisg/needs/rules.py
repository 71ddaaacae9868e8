"""Who may change needs.

The owner and the Secretariat edit title, text, priority and level, keep the need's evidence, and say what became of it
in a later cycle. An officer of a partner that a need names edits that partner's statement, institutions, urgency and
"met". Being named opens no level. Institutions of one partner do not own each other's records. The Secretariat sets
every state; an owner drafts, proposes and withdraws, but does not adopt.
(What a person may *see* is not asked here: PostgreSQL returns nothing else.)
"""

from iisg.access.levels import Level
from iisg.members.models import Person, Role
from iisg.needs.models import Need, State


def may_add_need(person: Person | None) -> bool:
    """Institutions of partners state needs; the Secretariat does so for anybody."""
    return person is not None and (person.is_secretariat or (person.role == Role.MEMBER and bool(person.partner)))


def may_edit_need(person: Person | None, need: Need) -> bool:
    if person is None:
        return False
    return person.is_secretariat or (need.owner_id is not None and need.owner_id == person.organisation_id)


def may_speak_for(person: Person | None, partner: str) -> bool:
    """For a partner's own words: its officers, and the Secretariat on their behalf."""
    return person is not None and (person.is_secretariat or person.partner == partner)


def levels_for(person: Person) -> list[str]:
    """The Secretariat gives every level; others not the Secretariat's own."""
    return Level.values if person.is_secretariat else [level for level in Level.values if level != Level.SECRETARIAT]


def states_for(person: Person, need: Need | None = None) -> list[str]:
    """The states that a person may give a need; the one it has may stay."""
    if person.is_secretariat:
        return State.values
    own = [State.DRAFT, State.PROPOSED, State.WITHDRAWN]
    return [state for state in State.values if state in own or (need is not None and state == need.state)]
