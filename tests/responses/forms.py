"""What a browser posts: the form of a response as it stands, with some answers changed."""

from typing import Any

from iisg.access.acting import acting_as
from iisg.framework.models import Pillar
from iisg.members.models import Organisation
from iisg.responses.actions import add_response
from iisg.responses.forms import ResponseForm, stored_response
from iisg.responses.models import Response
from tests.people import person


def filled(**changes: Any) -> dict[str, Any]:
    """A new response of GIZ for Albania and Kosovo*."""
    start = {
        "title": "Forensic laboratories", "kind": "project", "pillar": "WBCSCi", "level": "public", "leads": ["GIZ"],
        "funders": ["Germany"], "partners": ["AL", "XK"], "start_date": "2026-01-01", "end_date": "2027-12-31",
        "status": "ongoing",
    }  # fmt: skip
    return start | changes


def posted(response: Response, name: str, **changes: Any) -> dict[str, Any]:
    """The edit form as this person's browser would send it back."""
    by = person(name)
    with acting_as(by.pk):
        fresh = Response.objects.select_related("part_of", "note").get(pk=response.pk)
        form = ResponseForm(by=by, response=fresh, initial=stored_response(fresh))
        values = {field: form[field].value() for field in form.fields}
    values |= {"start_date": fresh.start_date or "", "end_date": fresh.end_date or ""}
    values["part_of"] = fresh.part_of.code if fresh.part_of else ""
    return {field: "" if value in (None, False) else value for field, value in (values | changes).items()}


def registered(name: str = "donor", **fields: Any) -> Response:
    """A response led by this person's organisation, serving Albania and Kosovo*."""
    by = person(name)
    fields = {"title": "Border posts", "pillar_id": "WBCSCi", "status": "ongoing", "level": "public"} | fields
    with acting_as(by.pk):
        own = Organisation.objects.get(pk=by.organisation_id)
        fields["pillar"] = Pillar.objects.get(code=fields.pop("pillar_id"))
        return add_response(by=by, fields=fields, parties={"lead": [own]}, partners={"AL": None, "XK": None})
