"""The accounts and seats of demonstration mode (interfaces.md section 4). Never in an installation that is used."""

from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.hashers import make_password

from iisg.access.acting import acting_as
from iisg.access.codes import new_code
from iisg.members.models import BoardSeat, Organisation, Person, PillarSeat, Role

# The same everywhere: these accounts exist only where nothing is confidential.
PASSWORD = "demonstration-only"  # noqa: S105
SINCE = date(2020, 4, 1)


class Account(NamedTuple):
    email: str
    name: str
    role: Role
    organisation: str
    pillars: tuple[str, ...] = ()
    has_board_seat: bool = False


ACCOUNTS = [
    Account("secretariat@iisg.example", "Secretariat", Role.SECRETARIAT, "RCC"),
    Account(
        "officer.al@iisg.example",
        "Officer, Albania",
        Role.MEMBER,
        "Ministry of Interior of Albania",
        ("WBCTi", "WBCSCi", "WBBSi"),
    ),
    Account("officer.rs@iisg.example", "Officer, Serbia", Role.MEMBER, "Ministry of Interior of Serbia", ("WBBSi",)),
    Account("donor@iisg.example", "Officer, GIZ", Role.MEMBER, "GIZ", ("WBCSCi",)),
    Account("agency@iisg.example", "Officer, Frontex", Role.MEMBER, "Frontex", ("WBBSi",)),
    Account(
        "board@iisg.example",
        "Board member, European Commission",
        Role.BOARD,
        "European Commission (DG NEAR)",
        has_board_seat=True,
    ),
]


class NotADemonstration(RuntimeError):
    """Demonstration accounts asked for outside demonstration mode."""


def accounts() -> list[dict[str, str]]:
    """The accounts as `iisg accounts` prints them."""
    if not settings.DEMONSTRATION:
        raise NotADemonstration("There are no demonstration accounts here: IISG_DEMO=1 is not set.")
    return [
        {
            "email": account.email,
            "name": account.name,
            "role": account.role.label,
            "organisation": account.organisation,
            "password": PASSWORD,
        }
        for account in ACCOUNTS
    ]


def add_first_person(email: str, name: str, organisation: str, password: str) -> None:
    """The first account, of the Secretariat. Run by the owner of the database: nobody else could add it yet."""
    if Person.objects.exists():
        return
    host, _ = Organisation.objects.get_or_create(
        short_name=organisation, defaults={"code": new_code("O"), "name": organisation}
    )
    Person.objects.create_user(email, password, name=name, role=Role.SECRETARIAT, organisation=host)


def add_accounts(*, by: Person) -> None:
    """The other accounts with their seats, once the organisations are loaded."""
    with acting_as(by.pk, note="Demonstration accounts"):
        password = make_password(PASSWORD)
        for account in ACCOUNTS[1:]:
            organisation = Organisation.objects.get(short_name=account.organisation)
            Person.objects.get_or_create(
                email=account.email,
                defaults={
                    "name": account.name,
                    "role": account.role,
                    "organisation": organisation,
                    "password": password,
                },
            )
            for pillar in account.pillars:
                PillarSeat.objects.get_or_create(organisation=organisation, pillar_id=pillar, since=SINCE)
            if account.has_board_seat:
                BoardSeat.objects.get_or_create(organisation=organisation, since=SINCE)
