"""Who may change the template of a cycle, and the rates of currencies: the Secretariat. Everybody may read them."""

from iisg.members.models import Person


def may_edit_template(person: Person | None) -> bool:
    return person is not None and person.is_secretariat


def may_edit_rates(person: Person | None) -> bool:
    return person is not None and person.is_secretariat
