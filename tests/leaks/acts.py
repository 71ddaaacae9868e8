"""Records that the people of the twin databases own, and what they do with them: each through its form, each allowed.

Hidden records hang on all of them (hidden.hang_on_own).
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from iisg.access.acting import acting_as
from iisg.framework.models import Cycle, Pillar
from iisg.members.models import Organisation
from iisg.needs import actions
from iisg.needs.actions import version_of_fate
from iisg.needs.models import Need
from iisg.responses.actions import add_claim, add_response
from iisg.responses.joining import join
from iisg.responses.models import Response
from iisg.scenarios.actions import add_change, add_scenario, share_scenario
from tests.needs import rows
from tests.people import AGENCY, BOARD, DONOR, OFFICER_AL, OFFICER_RS, SECRETARIAT, person
from tests.responses import forms

PARTNERS = {OFFICER_AL: "AL", OFFICER_RS: "RS", DONOR: "AL", AGENCY: "RS"}  # where a claim that all see names them
DAY = date(2027, 6, 30)
Act = tuple[str, dict[str, Any]]


@dataclass
class Own:
    """Codes, by owner."""

    needs: dict[str, str] = field(default_factory=dict)
    responses: dict[str, str] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)  # each of the same action; the agency's is joined already
    claims: dict[str, str] = field(default_factory=dict)
    earlier: str = ""  # the Albanian officer's, of the cycle before
    scenario: str = ""  # the donor's

    def codes(self) -> set[str]:
        known = {*self.needs.values(), *self.responses.values(), *self.reports.values(), *self.claims.values()}
        return known | {self.earlier, self.scenario}


def plant_own() -> Own:
    own = Own()
    for officer, lead in ((OFFICER_AL, DONOR), (OFFICER_RS, AGENCY)):
        need, by = rows.made_by(person(officer), partners=["AL", "RS"]), person(lead)
        with acting_as(by.pk):
            fields = {
                "title": "Own",
                "pillar": Pillar.objects.get(code="WBCTi"),
                "status": "ongoing",
                "level": "public",
            }
            leads = [Organisation.objects.get(pk=by.organisation_id)]
            parties, partners = {"lead": leads}, {"AL": None, "RS": None}
            response = add_response(by=by, fields=fields, parties=parties, partners=partners)
            report = add_response(by=by, fields=fields, parties=parties, partners=partners)
            if lead == AGENCY:
                join(report, response, by=by, version=report.version)
            claim = add_claim(by=by, need=need, response=response, degree="partly", partners=[PARTNERS[lead]])
        own.needs[officer], own.responses[lead], own.claims[lead] = need.code, response.code, claim.code
        own.reports[lead] = report.code
    own.earlier = plant_earlier(own.needs[OFFICER_AL])
    by = person(DONOR)
    with acting_as(by.pk):
        cycle = Cycle.objects.get(code=rows.CYCLE)
        scenario = add_scenario(by=by, title="One more year", cycle=cycle, on=DAY)
        imagined = {"title": "A school", "partners": ["AL"], "start_date": DAY, "end_date": DAY}
        add_change(scenario, by=by, kind="imagine", fields=imagined)
        share_scenario(scenario, by=by, is_shared=True)
    own.scenario = scenario.code
    return own


def plant_earlier(successor: str) -> str:
    by = person(OFFICER_AL)
    need = rows.made_by(by, cycle="2023-2024")
    with acting_as(by.pk):
        lives_on = [Need.objects.get(code=successor)]
        version = version_of_fate(need)
        actions.say_fate(need, by=by, version=version, fate="carried", successors=lives_on, reason="One")
    return need.code


def acts_of(name: str, own: Own) -> dict[str, Act]:
    if name in own.needs:
        return acts_of_officer(name, own)
    if name in own.responses:
        return acts_of_lead(name, own) | (acts_on_scenario(own) if name == DONOR else {})
    if name == SECRETARIAT:
        return {f"take a partner out of {code}": leave(name, owner, own) for owner, code in own.needs.items()} | {
            f"take a partner out of {code}": leave(name, owner, own) for owner, code in own.responses.items()
        }
    return {"start a scenario": ("/members/scenarios/add/", SCENARIO)} if name == BOARD else {}


SCENARIO = {"title": "Two more years", "cycle": rows.CYCLE, "on": "2027-06-30"}


def leave(name: str, owner: str, own: Own) -> Act:
    """Only the partner stays that the visible claim names."""
    stay = [PARTNERS[owner]]
    by = person(name)
    if owner in own.needs:
        with acting_as(by.pk):
            need = Need.objects.get(code=own.needs[owner])
        return f"/members/needs/{need.code}/edit/", rows.posted(by, need, partners=stay)
    with acting_as(by.pk):
        response = Response.objects.get(code=own.responses[owner])
    return f"/members/responses/{response.code}/edit/", forms.posted(response, name, partners=stay)


def acts_of_officer(name: str, own: Own) -> dict[str, Act]:
    partner, lead = PARTNERS[name], DONOR if name == OFFICER_AL else AGENCY
    became = {"say what became of a need": say_fate(name, own)} if name == OFFICER_AL else {}
    words = {"statement": "What is lacking", "urgency": "high", "version": 1}
    return became | {
        "take a partner out of a need": leave(name, name, own),
        "state a need": ("/members/needs/add/", rows.FILLED | {"title": "Train more mentors"}),
        "say what is lacking": (f"/members/needs/{own.needs[name]}/words/{partner}/", words),
        "give a word on a claim": (
            f"/members/claims/{own.claims[lead]}/word/{partner}/",
            {"word": "disputes", "remark": "Not here.", "version": 1},
        ),
    }


def say_fate(name: str, own: Own) -> Act:
    with acting_as(person(name).pk):
        version = version_of_fate(Need.objects.get(code=own.earlier))
    said = {"fate": "carried", "successors": own.needs[name], "reason": "It lives on", "version": version}
    return f"/members/needs/{own.earlier}/fate/", said


def join_or_part(name: str, own: Own) -> dict[str, Act]:
    joined, kept = (own.responses, own.reports) if name == DONOR else (own.reports, own.responses)
    said = {"other": kept[name]} if name == DONOR else {}
    act = "join two records" if name == DONOR else "take two records apart"
    with acting_as(person(name).pk):
        version = Response.objects.get(code=joined[name]).version
    why = {"reason": "One contract, two reports", "version": version}
    return {act: (f"/members/responses/{joined[name]}/joining/", said | why)}


def acts_of_lead(name: str, own: Own) -> dict[str, Act]:
    claim, response = own.claims[name], own.responses[name]
    graded = {"degree": "fully", "partners": [PARTNERS[name]]}
    with acting_as(person(name).pk):
        stored = Response.objects.get(code=response)
    above = "" if name == AGENCY else own.reports[name]
    return join_or_part(name, own) | {
        "make a response a part of another": (
            f"/members/responses/{response}/edit/",
            forms.posted(stored, name, part_of=above),
        ),
        "take a partner out of a response": leave(name, name, own),
        "register a response": (
            "/members/responses/add/",
            forms.filled(leads=["GIZ" if name == DONOR else "Frontex"], part_of=response),
        ),
        "claim to serve a need": (f"/members/responses/{response}/needs/N-SC-002/", graded),
        "grade a claim": (f"/members/claims/{claim}/edit/", graded | {"version": 1}),
        "remove a claim": (f"/members/claims/{claim}/remove/", {}),
    }


def acts_on_scenario(own: Own) -> dict[str, Act]:
    of = f"/members/scenarios/{own.scenario}/"
    lines = "code,title,cost_eur,need,partner,degree\nA-1,First,5,N-SC-002,AL,fully\n"
    imagined = {"title": "Laboratories", "partners": ["AL"], "start_date": "2027-01-01", "end_date": "2028-12-31"}
    decided = {"decision": "dismissed", "reason": "Different sections", "version": 0}
    return {
        "stop sharing a scenario": (f"{of}share/", {"share": "no"}),
        "share a scenario": (f"{of}share/", {"share": "yes"}),
        "weigh candidates": (f"{of}candidates/", {"version": 2, "envelope": "9", "lines": lines}),
        "imagine a response": (f"{of}changes/imagine/", imagined),
        "end a response": (f"{of}changes/end/", {"response": own.responses[DONOR], "day": "2027-01-01"}),
        "decide on a pair": ("/members/synergies/R-BS-006/with/R-SC-003/?on=2026-06-30", decided),
    }
