"""Devices on which a person signed in before. Strangers' wrong passwords do not keep them waiting.

A cookie that only this server can have signed, for one person and one password. It opens nothing by itself.
"""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from iisg.members.models import Person

KNOWN_FOR = timedelta(days=180)


def remember_device(response: HttpResponse, person: Person) -> None:
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signer_of(person).sign(get_random_string(22)),
        max_age=KNOWN_FOR,
        secure=not settings.OVER_HTTP,
        httponly=True,
        samesite="Strict",
    )


def device_of(request: HttpRequest, email: str) -> str:
    """The name of this device where it is known of this person, else nothing."""
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME)
    person = Person.objects.filter(email=email.lower()).first() if cookie else None
    if not cookie or person is None:
        return ""
    try:
        return signer_of(person).unsign(cookie, max_age=KNOWN_FOR)
    except BadSignature:
        return ""


def signer_of(person: Person) -> TimestampSigner:
    """Another with each password, so that a new one makes all devices unknown."""
    return TimestampSigner(salt=f"device {person.pk} {person.get_session_auth_hash()}")
