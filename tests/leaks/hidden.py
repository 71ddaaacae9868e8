"""Hidden records that hang on those of the sample and of the people of the twins, in every way there is."""

from iisg.access.acting import acting_as
from iisg.needs.models import Lineage, Need
from iisg.responses.models import Response
from iisg.scenarios.models import Candidate, Change, ImaginedClaim, Scenario
from tests.leaks.acts import Own
from tests.leaks.canaries import DAY, World, add_claim, add_decisions, add_need, add_response
from tests.people import AGENCY, DONOR, OFFICER_AL, SECRETARIAT, person


def hatch_hidden(level: str, pillar: str, own: Own | None = None) -> World:
    """Records of one level and pillar without owner, claimed to serve and to be served by records of the sample, and
    hanging on those of `own` in every way there is."""
    world, by = World(), person(SECRETARIAT)
    with acting_as(by.pk):
        for _ in range(3):
            add_need(world, level, pillar, None)
            add_response(world, level, [pillar], None)
        needs, responses = list(world.needs), list(world.responses)
        seen_need, seen_responses = touched(pillar)
        for number, (need, response) in enumerate(zip(needs, responses, strict=True)):
            add_claim(world, number, need, response)
            add_claim(world, 10 + number, need, seen_responses[number])
        for number, response in enumerate(responses):
            add_claim(world, 20 + number, seen_need, response)
        add_decisions(world, responses, by)
    if own:
        hang_on_own(world, own)
    return world


def hang_on_own(world: World, own: Own) -> None:
    """Each way in which a record that is seen and a hidden one have to do with each other: in the twins."""
    with acting_as(person(SECRETARIAT).pk):
        needs = list(Need.objects.filter(code__in=world.needs).order_by("pk"))
        responses = list(Response.objects.filter(code__in=world.responses).order_by("pk"))
        for number, need in enumerate(own.needs.values()):
            add_claim(world, 30 + number, need, responses[0].code)
        for number, response in enumerate(own.responses.values()):
            add_claim(world, 40 + number, needs[0].code, response)
        relate(own, responses)
        relate_fates(own, needs)
    assume_of_hidden(own, needs[0], responses[0])


def relate(own: Own, hidden: list[Response]) -> None:
    """A record that is joined into a hidden one, and one that a hidden one is joined into; a programme that is hidden
    between two that its lead sees, and one at either end."""
    stored = Response.objects.all()
    first, second, third = (each.pk for each in hidden)
    stored.filter(code=own.responses[DONOR]).update(joined_into=first)
    stored.filter(pk=second).update(joined_into=stored.get(code=own.responses[AGENCY]))
    stored.filter(pk=third).update(part_of=stored.get(code=own.responses[DONOR]))
    stored.filter(code=own.reports[DONOR]).update(part_of=third)
    stored.filter(code=own.responses[AGENCY]).update(part_of=third)


def relate_fates(own: Own, hidden: list[Need]) -> None:
    """A need that was carried, and lives on in a hidden one too; and a hidden one that became a need."""
    first, second, _ = hidden
    earlier, officers = Need.objects.get(code=own.earlier), Need.objects.get(code=own.needs[OFFICER_AL])
    Lineage.objects.create(need=earlier, successor=first, fate="carried", reason="Two", order=2)
    Need.objects.filter(pk=second.pk).update(cycle="2023-2024")
    Lineage.objects.create(need=second, successor=officers, fate="merged", reason="One")


def assume_of_hidden(own: Own, need: Need, response: Response) -> None:
    """What the donor assumes of records that it no longer sees: they are shown to it for the moment."""
    show_at(need, "public")
    show_at(response, "public")
    with acting_as(person(DONOR).pk):
        scenario = Scenario.objects.get(code=own.scenario)
        Change.objects.create(code="A-ENDED", scenario=scenario, kind="end", response=response, day=DAY)
        line = Candidate(scenario=scenario, code="K-1", title="x", cost_eur=5, need=need, partner="AL", degree="fully")
        line.save()
        imagined = scenario.changes.get(kind="imagine")
        ImaginedClaim.objects.create(code="I-1", change=imagined, need=need, partners=["AL"], degree="fully")
    show_at(need, need.level)
    show_at(response, response.level)


def show_at(record: Need | Response, level: str) -> None:
    with acting_as(person(SECRETARIAT).pk):
        type(record)._default_manager.filter(pk=record.pk).update(level=level)


def touched(pillar: str) -> tuple[str, list[str]]:
    """The need and the responses of the sample that hidden records hang on."""
    named = Need.objects.filter(pillar=pillar, level="members", of_partners__partner="AL")
    need = named.filter(of_partners__partner="RS").order_by("code")[0]
    seen = Response.objects.filter(pillar=pillar, level="public", serves__partner="AL").filter(serves__partner="RS")
    return need.code, [response.code for response in seen.order_by("code")[:3]]
