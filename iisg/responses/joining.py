"""Records that are reports of one action, say by its funder and by its implementer: joined, they count once.

One of the records stays, the others name it in `joined_into`; each keeps all that it says, so taking them apart loses
nothing. analysis/joining.py makes them one response for every analysis; what counts rows of the database counts
`action_of`. A record whose other one a reader does not see is to that reader a record as any other.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from iisg.access.levels import highest
from iisg.access.saving import NotAllowed, save_at
from iisg.members.models import Person
from iisg.responses.actions import AGAIN, NotPossible, rules_in_words
from iisg.responses.models import Response
from iisg.responses.rules import may_join


class CannotJoin(NotPossible):
    """These two are not to be joined; `field` is the one that names the other record."""

    def __init__(self, message: str) -> None:
        super().__init__(message, "other")


def action_of(among: QuerySet[Response]) -> Case:
    """The action that a response is a report of, by the key of the record that stays, if that is among these."""
    kept = among.order_by().filter(pk=OuterRef("joined_into"))
    joined = When(joined_into__isnull=False, then=Coalesce(Subquery(kept.values("pk")[:1]), F("pk")))
    return Case(joined, default=F("pk"))


def kept_of(response: Response) -> Response | None:
    """The record that this one is joined into, if the person acting sees it: to others it is joined into none."""
    return Response.objects.filter(joined=response).first()


def once(responses: QuerySet[Response]) -> QuerySet[Response]:
    """Of these, one record for each action: without those joined into another of them."""
    return responses.exclude(joined_into__in=responses.order_by().values("pk"))


def levels_of(responses: QuerySet[Response]) -> dict[str, str]:
    """By code; what is said of an action is said of all its reports, so it carries the highest level among them."""
    rows = list(responses.values_list("pk", "code", "level", "joined_into_id"))
    codes = {pk: code for pk, code, _, _ in rows}
    levels = {code: level for _, code, level, _ in rows}
    for _, _, level, kept in rows:
        if kept in codes:
            levels[codes[kept]] = highest([levels[codes[kept]], level])
    return levels


@transaction.atomic
def join(joined: Response, kept: Response, *, by: Person, version: int) -> Response:
    """Let the first count as a report of the second. Raises Stale when somebody saved it since `version`.

    The version stays: nothing that the record says has changed, and whoever does not see the second would see it rise.
    """
    if not may_join(by, joined, kept):
        raise NotAllowed("The Secretariat joins records, and who leads the one and has a part in the other.")
    if problem := why_not(joined, kept):
        raise CannotJoin(problem)
    try:
        with rules_in_words():
            save_at(joined, version, {"joined_into": kept})
            connection.check_constraints()
    except NotPossible as error:
        raise CannotJoin(f"These two cannot be joined. {AGAIN}") from error
    return joined


def why_not(joined: Response, kept: Response) -> str:
    """Why these two cannot be one action, or nothing: by the records that the person acting sees.

    PostgreSQL asks again (joins.sql); joins that this person does not see give way there.
    """
    if joined == kept:
        return "Name another record than this one."
    if joined.is_demo != kept.is_demo:
        return "A demonstration record is joined with another one only."
    if kept_of(joined):
        return f"{joined.code} is joined already: take it apart first."
    if kept_of(kept):
        return f"{kept.code} is itself joined into another record: name that one."
    if joined.joined.exists():
        return f"Other records are joined into {joined.code}: join {kept.code} into it instead."
    return ""


@transaction.atomic
def take_apart(joined: Response, *, by: Person, version: int) -> Response:
    """Let the record count by itself again. Raises Stale when somebody saved it since `version`."""
    kept = kept_of(joined)
    if kept is None or not may_join(by, joined, kept):
        raise NotAllowed("The Secretariat takes records apart, and who leads the one and has a part in the other.")
    save_at(joined, version, {"joined_into": None})
    return joined


def name_reporters(records: Iterable[Any]) -> list[dict[str, Any]]:
    """Each record with the organisations that report it: its leads, or else all that have a part in it."""
    return [{"record": record, "by": reporters(record)} for record in records]


def reporters(record: Response) -> list[str]:
    parties = sorted(record.parties.all(), key=lambda party: (party.order, party.pk))
    leads = [party.organisation.short_name for party in parties if party.role == "lead"]
    return leads or list(dict.fromkeys(party.organisation.short_name for party in parties))
