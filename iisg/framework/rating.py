"""What a currency is worth, set and deleted: the average of a year, or a fixed parity."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from iisg.access.saving import NotAllowed, lock, save_version
from iisg.framework.models import Rate
from iisg.framework.rules import may_edit_rates
from iisg.members.models import Person


class RateTaken(Exception):
    """There is one for this currency and year already."""


@transaction.atomic
def set_rate(rate: Rate | None, *, by: Person, version: int, fields: Mapping[str, Any]) -> Rate:
    """Add a rate (None) or change one. Raises Stale when somebody set it since `version`, and RateTaken."""
    if not may_edit_rates(by):
        raise NotAllowed("The rates are the Secretariat’s.")
    try:
        with transaction.atomic():
            if rate is None:
                return Rate.objects.create(**fields)
            save_version(rate, version, dict(fields))
    except IntegrityError as error:
        raise RateTaken(f"There is a rate for {fields['currency']} and that year already: change that one.") from error
    return rate


@transaction.atomic
def delete_rate(rate: Rate, *, by: Person) -> None:
    """The journal keeps it. Raises Http404 when it is gone."""
    if not may_edit_rates(by):
        raise NotAllowed("The rates are the Secretariat’s.")
    lock(rate).delete()
