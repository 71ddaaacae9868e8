"""Who may change scenarios: every signed-in person starts their own; only its owner changes, shares or deletes one.

(What a person may *see* is not asked here: PostgreSQL returns nothing else.)
"""

from iisg.members.models import Person
from iisg.scenarios.models import Scenario


def may_edit_scenario(person: Person, scenario: Scenario) -> bool:
    return scenario.owner_id == person.pk
