"""Brings the database up to date and, in demonstration mode, adds the first account. Run as the owner."""

import django
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    if settings.DEMONSTRATION:
        from iisg.members.demonstration import ACCOUNTS, PASSWORD, add_first_person

        first = ACCOUNTS[0]
        add_first_person(first.email, first.name, first.organisation, PASSWORD)


if __name__ == "__main__":
    main()
