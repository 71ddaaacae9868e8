"""Who may change the template of a cycle: the Secretariat. Everybody may read it."""

from iisg.members.models import Person


def may_edit_template(person: Person | None) -> bool:
    return person is not None and person.is_secretariat
