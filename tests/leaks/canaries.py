"""Records at every level, in every pillar, of several owners, with a word of its own in every text field.

`entitled()` says in Python, from design.md section 7 and independently of rule.sql, who may read which word.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

from iisg.access.acting import acting_as
from iisg.analysis.synergies import synergies
from iisg.framework.models import Cycle, Measure, ReferenceDocument
from iisg.framework.names import PILLARS
from iisg.members.models import Organisation, Person, PillarSeat, Role
from iisg.needs.models import Evidence, Lineage, Need, NeedPartner
from iisg.responses.decisions import decide, fingerprint, rows_of
from iisg.responses.models import About, Claim, ClaimPartner, Decision, Party, Response, ResponseNote, Served
from iisg.responses.portfolio import portfolio_of
from iisg.scenarios import actions as assume
from iisg.scenarios.models import Candidate
from tests.people import DONOR, OFFICER_AL, SECRETARIAT, SIGNED_IN, VISITOR, person

LEVELS = ["public", "members", "pillar", "secretariat"]
NEED_OWNERS = [None, "Ministry of Interior of Albania", "Ministry of Interior of Serbia"]
LEADS = [None, "GIZ", "Frontex"]
# Beside the demonstration accounts: another institution of a partner, a member without any seat, a disabled account.
STATE_POLICE, UNSEATED, DISABLED = "state.police", "unseated", "disabled"
EXTRA = {STATE_POLICE: "Albanian State Police", UNSEATED: "UNODC", DISABLED: "GIZ"}
CAST = [VISITOR, *SIGNED_IN, *EXTRA]
SCENARIOS = [(OFFICER_AL, False), (STATE_POLICE, False), (DONOR, True), (SECRETARIAT, True), (SECRETARIAT, False)]
DAY = date(2027, 6, 30)


def word(record: str, text_field: str) -> str:
    """A word that stands nowhere else. Letters only, so that search and folding leave it whole."""
    digest = sha256(f"{record} {text_field}".encode()).hexdigest()[:16]
    return "zq" + "".join(chr(ord("a") + int(digit, 16)) for digit in digest) + "qz"


@dataclass
class Canary:
    """One record: who may see it, and the words in it."""

    level: str
    pillars: list[str]
    owners: set[str]
    code: str = ""
    words: set[str] = field(default_factory=set)
    members_only: bool = False

    def __call__(self, record: str, text_field: str) -> str:
        new = word(record, text_field)
        self.words.add(new)
        return new


@dataclass
class Assumption:
    """A scenario of one person; of what it says of needs, only those who see the need read it."""

    owner: str
    is_shared: bool
    change: str = ""  # the code of its imagined response
    words: set[str] = field(default_factory=set)
    of_needs: list[tuple[Canary, set[str]]] = field(default_factory=list)

    def entitled(self, name: str) -> set[str]:
        if name not in (self.owner, SECRETARIAT) and not (self.is_shared and name not in (VISITOR, DISABLED)):
            return set()
        return self.words.union(*(words for need, words in self.of_needs if sees(name, need)))

    def all_words(self) -> set[str]:
        return self.words.union(*(words for _, words in self.of_needs))


@dataclass
class World:
    """All canaries; a claim is seen by whoever sees its need and its response, a decision by who sees both of these."""

    needs: dict[str, Canary] = field(default_factory=dict)
    responses: dict[str, Canary] = field(default_factory=dict)
    notes: dict[str, Canary] = field(default_factory=dict)
    claims: dict[str, tuple[Canary, Canary, Canary]] = field(default_factory=dict)
    fates: list[tuple[Canary, Canary, Canary]] = field(default_factory=list)  # with the need and its successor
    decisions: dict[str, tuple[Canary, Canary, Canary]] = field(default_factory=dict)
    scenarios: dict[str, Assumption] = field(default_factory=dict)

    def words(self) -> set[str]:
        single = [*self.needs.values(), *self.responses.values(), *self.notes.values()]
        of_two = [canary for canary, _, _ in [*self.claims.values(), *self.decisions.values(), *self.fates]]
        return {w for canary in [*single, *of_two] for w in canary.words} | self.assumed()

    def assumed(self) -> set[str]:
        """What no journal keeps: a scenario is no part of the register."""
        return set().union(*(scenario.all_words() for scenario in self.scenarios.values()))

    def entitled(self, name: str) -> set[str]:
        words: set[str] = set()
        for canary in [*self.needs.values(), *self.responses.values()]:
            words |= canary.words if sees(name, canary) else set()
        for note in self.notes.values():
            words |= note.words if name not in (VISITOR, DISABLED) and sees(name, note) else set()
        for canary, first, second in [*self.claims.values(), *self.decisions.values()]:
            if name not in (VISITOR, DISABLED) and sees(name, first) and sees(name, second):
                words |= canary.words
        for fate, need, successor in self.fates:
            words |= fate.words if sees(name, need) and sees(name, successor) else set()
        return words.union(*(scenario.entitled(name) for scenario in self.scenarios.values()))

    def records(self) -> dict[str, list[str]]:
        """For the addresses of routes.py."""
        return {
            "need": sorted(self.needs),
            "response": sorted(self.responses),
            "claim": sorted(self.claims),
            "pair": sorted(self.decisions),
            "scenario": sorted(self.scenarios),
            "change": [f"{code}/changes/{scenario.change}" for code, scenario in sorted(self.scenarios.items())],
        }

    def visible(self, name: str, kind: str) -> set[str]:
        """Codes of the needs or responses that a person sees."""
        return {code for code, canary in getattr(self, kind).items() if sees(name, canary)}


SEATS = {
    "officer.al": set(PILLARS),
    "officer.rs": {"WBBSi"},
    "donor": {"WBCSCi"},
    "agency": {"WBBSi"},
    "board": set(PILLARS),
    "secretariat": set(PILLARS),
    STATE_POLICE: {"WBCTi"},
    UNSEATED: set(),
}
ORGANISATIONS = {
    "officer.al": "Ministry of Interior of Albania",
    "officer.rs": "Ministry of Interior of Serbia",
    "donor": "GIZ",
    "agency": "Frontex",
    "board": "European Commission (DG NEAR)",
    "secretariat": "RCC",
    STATE_POLICE: "Albanian State Police",
    UNSEATED: "UNODC",
}


def sees(name: str, canary: Canary) -> bool:
    if name == SECRETARIAT or canary.level == "public":
        return True
    if name in (VISITOR, DISABLED):
        return False
    if ORGANISATIONS[name] in canary.owners or canary.level == "members":
        return True
    return canary.level == "pillar" and bool(SEATS[name] & set(canary.pillars))


def hatch() -> World:
    """Store the canaries, as the Secretariat."""
    world, by = World(), person(SECRETARIAT)
    with acting_as(by.pk):
        add_people()
        for level, pillar, owner in itertools.product(LEVELS, PILLARS, NEED_OWNERS):
            add_need(world, level, pillar, owner)
        for level, pillar, lead in itertools.product(LEVELS, PILLARS, LEADS):
            add_response(world, level, [pillar], lead)
        for level, lead in itertools.product(["pillar", "secretariat"], LEADS):
            add_response(world, level, ["WBCTi", "WBBSi"], lead)
        join_some(world)
        add_fates(world)
        pairs = itertools.product(every(world.needs, 3), every(world.responses, 4))
        for number, (need, response) in enumerate(pairs):
            add_claim(world, number, need, response)
        add_decisions(world, every(world.responses, 4), by, nth=6)
    for owner, is_shared in SCENARIOS:
        add_scenario(world, owner, is_shared)
    return world


def join_some(world: World) -> None:
    """Records that count as one action with a record of another level: that opens neither."""
    of = {level: sorted(code for code, c in world.responses.items() if c.level == level) for level in LEVELS}
    for low, high in itertools.combinations(LEVELS, 2):
        for joined, kept in ((low, high), (high, low)):
            one, two = of[joined].pop(0), of[kept].pop()
            Response.objects.filter(code=one).update(joined_into=Response.objects.get(code=two))


def add_fates(world: World) -> None:
    """What became of some needs: told to whoever sees both."""
    of = {level: sorted(code for code, c in world.needs.items() if c.level == level) for level in LEVELS}
    for low, high in itertools.combinations(LEVELS, 2):
        for level, other in ((low, high), (high, low)):
            need, successor = of[level].pop(0), of[other].pop()
            canary = Canary("public", [], set())
            world.fates.append((canary, world.needs[need], world.needs[successor]))
            pair = {"need": Need.objects.get(code=need), "successor": Need.objects.get(code=successor)}
            Lineage.objects.create(**pair, fate="carried", reason=canary(f"{need} {successor}", "reason"))


def every(canaries: Iterable[str], nth: int) -> list[str]:
    return sorted(canaries)[::nth]


def add_people() -> None:
    for name, organisation in EXTRA.items():
        Person.objects.get_or_create(
            email=f"{name}@iisg.example",
            defaults={
                "name": name.title(),
                "role": Role.MEMBER,
                "organisation": Organisation.objects.get(short_name=organisation),
                "password": "!",
                "is_active": name != DISABLED,
            },
        )
    police = Organisation.objects.get(short_name=EXTRA[STATE_POLICE])
    PillarSeat.objects.get_or_create(organisation=police, pillar_id="WBCTi", since="2020-04-01")


def add_need(world: World, level: str, pillar: str, owner: str | None) -> None:
    number = len(world.needs)
    code = f"N-{number:03}-{word(f'{level} {pillar} {number}', str(owner))[2:10].upper()}"
    canary = world.needs[code] = Canary(level, [pillar], {owner} if owner else set(), code, {code})
    need = Need.objects.create(
        code=code,
        cycle=Cycle.objects.get(code="2025-2026"),
        measure=Measure.objects.filter(cycle="2025-2026", objective__pillar=pillar).first(),
        pillar_id=pillar,
        strand="respond",
        title=canary(code, "title"),
        description=canary(code, "description"),
        need_types=["operational"],
        perspective=["response"],
        priority="high",
        priority_reason=canary(code, "priority_reason"),
        level=level,
        owner=Organisation.objects.get(short_name=owner) if owner else None,
    )
    for partner in ("AL", "RS"):
        NeedPartner.objects.create(
            need=need,
            partner_id=partner,
            statement=canary(code, f"statement {partner}"),
            institutions=canary(code, f"institutions {partner}"),
        )
    Evidence.objects.create(
        need=need,
        document=ReferenceDocument.objects.order_by("code").first(),
        locator=canary(code, "locator"),
        passage=canary(code, "passage"),
    )


def add_response(world: World, level: str, pillars: list[str], lead: str | None) -> None:
    number = len(world.responses)
    code = f"R-{number:03}-{word(f'{level} {pillars} {number}', str(lead))[2:10].upper()}"
    canary = world.responses[code] = Canary(level, pillars, {lead} if lead else set(), code, {code})
    leads = list(Organisation.objects.filter(short_name=lead).values_list("pk", flat=True))
    response = Response.objects.create(
        code=code,
        owners=leads,
        leads=leads,
        pillar_id=pillars[0],
        secondary_pillars=pillars[1:],
        title=canary(code, "title"),
        description=canary(code, "description"),
        target_institutions=[canary(code, "target_institutions")],
        status="ongoing",
        budget_note=canary(code, "budget_note"),
        instrument=canary(code, "instrument"),
        approaches=["training"],
        source_url=f"https://{canary(code, 'source_url')}.example/",
        references=[canary(code, "references")],
        level=level,
    )
    if lead:
        Party.objects.create(response=response, role="lead", organisation=Organisation.objects.get(short_name=lead))
    Served.objects.bulk_create([Served(response=response, partner_id=partner) for partner in ("AL", "RS")])
    note = world.notes[code] = Canary(level, pillars, canary.owners, code)
    ResponseNote.objects.create(response=response, contact=note(code, "contact"), remarks=note(code, "remarks"))


def add_claim(world: World, number: int, need_code: str, response_code: str) -> None:
    code = f"C-{number:03}-{word(need_code, response_code)[2:10].upper()}"
    canary = Canary("members", [], set(), code, {code})
    open_to_all = Canary("public", [], set())
    world.claims[code] = (
        canary,
        world.needs.get(need_code, open_to_all),
        world.responses.get(response_code, open_to_all),
    )
    need, response = Need.objects.get(code=need_code), Response.objects.get(code=response_code)
    claim = Claim.objects.create(
        code=code,
        need=need,
        response=response,
        degree="partly",
        rationale=canary(code, "rationale"),
        part=canary(code, "part"),
    )
    for partner in ("AL", "RS"):
        ClaimPartner.objects.create(
            claim=claim,
            need=need,
            response=response,
            partner_id=partner,
            word="disputes" if partner == "AL" else "agrees",  # a disputed claim makes no pair of responses
            remark=canary(code, f"remark {partner}"),
        )


def add_decisions(world: World, claimed: list[str], by: Person, nth: int = 1) -> None:
    """On pairs of canaries, also with records of the sample, that the analysis finds; the decisions in turn.

    Not on a pair that only a joined record makes: whoever does not see that record has no page of the pair.
    """
    portfolio = portfolio_of("2025-2026")
    rows, found = rows_of(portfolio), synergies(portfolio, DAY).select("a", "b").unique().sort("a", "b")
    canaries = ((pair, world.responses.keys() & set(pair)) for pair in found.iter_rows())
    pairs = [pair for pair, of in canaries if of and of <= set(claimed)]
    open_to_all = Canary("public", [], set())
    for (a, b), decision in zip(pairs[::nth], itertools.cycle(Decision.values)):
        canary, name = Canary("members", [], set()), f"{a}/with/{b}"
        both = Response.objects.get(code=a), Response.objects.get(code=b)
        reason, rests_on = canary(name, "reason"), fingerprint(a, b, rows)
        decide(About.SYNERGY, both, by=by, version=0, decision=decision, reason=reason, rests_on=rests_on)
        world.decisions[name] = canary, world.responses.get(a, open_to_all), world.responses.get(b, open_to_all)


def add_scenario(world: World, owner: str, is_shared: bool) -> None:
    """Of the first and the last need and the last response that its owner sees, so that it names closed records too."""
    by, of = person(owner), f"{owner} {is_shared}"
    first, *_, last = sorted(world.visible(owner, "needs"))
    with acting_as(by.pk):
        scenario = assume.add_scenario(
            by=by, title=word(of, "scenario"), cycle=Cycle.objects.get(code="2025-2026"), on=DAY
        )
        known = world.scenarios[scenario.code] = Assumption(owner, is_shared, words={scenario.title})
        fields = {"title": word(of, "change"), "partners": ["AL"], "start_date": DAY, "end_date": DAY}
        imagined = assume.add_change(scenario, by=by, kind="imagine", fields=fields)
        known.change, known.words = imagined.code, known.words | {imagined.title}
        assume.add_claim(imagined, by=by, need=Need.objects.get(code=last), partners=["AL"], degree="partly")
        ended = {"response": Response.objects.get(code=max(world.visible(owner, "responses"))), "day": DAY}
        assume.add_change(scenario, by=by, kind="end", fields=ended)
        lines = [candidate(world, known, of, code) for code in (first, last)]
        assume.set_candidates(scenario, by=by, version=1, envelope=Decimal(9), candidates=lines)
        if is_shared:
            assume.share_scenario(scenario, by=by, is_shared=True)


def candidate(world: World, known: Assumption, of: str, need: str) -> Candidate:
    code, title = word(f"{of} {need}", "candidate"), word(f"{of} {need}", "action")
    known.of_needs.append((world.needs[need], {code, title}))
    need_of = Need.objects.get(code=need)
    return Candidate(code=code, title=title, cost_eur=5, need=need_of, partner="AL", degree="fully")
