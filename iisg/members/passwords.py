"""Passwords that are given, right and wrong, are counted; who guesses waits, and nobody is locked out.

Whoever is a stranger here has few attempts on an account (decision 17), all strangers together, and few of an address.
Not counted with them are a device on which the person signed in before, and the person themselves, signed in: they have
attempts of their own. And a link that goes to the person's mail makes any device known.
"""

import ipaddress
from datetime import timedelta
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse

from iisg.access.attempts import Limit, TooOften, count, give_back
from iisg.members.devices import device_of
from iisg.members.models import Person

SIGN_INS = Limit(20, timedelta(seconds=3))  # of one address, with the right password too: each costs 100 MiB
OF_ADDRESS = Limit(10, timedelta(seconds=6))
OF_ACCOUNT = Limit(5, timedelta(minutes=1))
OF_ACCOUNT_IN_LONG = Limit(7, timedelta(minutes=20))  # ten in any hour
OF_OWNER = Limit(10, timedelta(minutes=6))
REQUESTS = Limit(20, timedelta(seconds=3))  # for a link, of one address
LINKS = Limit(1, timedelta(minutes=20))  # to one mailbox: as long as a link works

WAIT = (
    "There were too many wrong passwords for this account, or from your address. Try again in {}. Where you signed in "
    "before you need not wait, nor with a new password: a link to your mail lets you set one at once."
)

WRONG = "This is not your password."


class Try(NamedTuple):
    kind: str
    of: str
    limit: Limit
    counts_right_ones: bool = False


def address_of(request: HttpRequest) -> str:
    """As the proxy in front tells it. A network of IPv6 is one address: whoever has one has it whole."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    return str(address if address.version == 4 else ipaddress.ip_network(f"{address}/64", strict=False))


def tries_of(request: HttpRequest, email: str) -> list[Try]:
    """On which counts a password goes that somebody gives who is not signed in."""
    if device := device_of(request, email):
        return [Try("device", device, OF_OWNER)]
    address = address_of(request)
    return [
        Try("sign-in", address, SIGN_INS, counts_right_ones=True),
        Try("address", address, OF_ADDRESS),
        Try("account", email.lower(), OF_ACCOUNT),
        Try("account in long", email.lower(), OF_ACCOUNT_IN_LONG),
    ]


def why_not_password_of(person: Person, password: str) -> str:
    """Of somebody signed in, who gives it again; empty when it is right. A session left open is no way to guess."""
    try:
        count("person", str(person.pk), OF_OWNER)
    except TooOften as error:
        return f"There were too many wrong passwords. {error}"
    if not person.check_password(password):
        return WRONG
    give_back("person", str(person.pk), OF_OWNER)
    return ""


def say_wait(response: HttpResponse, error: TooOften) -> HttpResponse:
    response.status_code = 429
    response.headers["Retry-After"] = str(error.seconds)
    return response
