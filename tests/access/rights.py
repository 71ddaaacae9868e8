"""What each kind of person writes of each table by SQL, as test_rights.py finds it; who is not named writes nothing.

Columns are those to which they may give another value, be it only where the row is theirs. Keys of parents are tried
with that of no row at all: where rows may be hidden, that is refused as a hidden one is (test_hidden_parents.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from iisg.access.acting import GATE
from tests.people import AGENCY, BOARD, DONOR, EVERYBODY, OFFICER_AL, OFFICER_RS, SECRETARIAT, SIGNED_IN

# Counted by their table, or kept by triggers: nobody writes them, the Secretariat neither.
KEPT = {"id", "gates", "need_audience", "need_owner", "response_audience", "response_owners"}


@dataclass(frozen=True)
class Rights:
    """Columns in words: "all", "all but ...", those named, or none."""

    adds: str = ""
    edits: str = ""
    removes: bool = False

    @classmethod
    def of(cls, adds: Iterable[str], edits: Iterable[str], removes: bool) -> "Rights":
        return cls(" ".join(sorted(adds)), " ".join(sorted(edits)), removes)

    def among(self, columns: Iterable[str]) -> "Rights":
        """The same with the columns of a table by name."""
        own = set(columns) - KEPT
        return Rights.of(named(self.adds, own), named(self.edits, own), self.removes)


def named(words: str, columns: set[str]) -> set[str]:
    if not words.startswith("all"):
        return set(words.split())
    return columns - set(words.removeprefix("all but ").split())


ByPeople = dict[tuple[str, ...], Rights]

ALONE = (SECRETARIAT,)
EVERYTHING: ByPeople = {ALONE: Rights("all", "all", True)}
OF_A_RESPONSE: ByPeople = {
    (SECRETARIAT, DONOR, AGENCY): Rights("all but response_id", "all but response_id", True),
    (BOARD,): Rights("", "all but response_id", True),  # of what its organisation leads; it begins nothing
}
NEW_NEED = "all but code is_demo exchanged_version owner_id"
NEW_RESPONSE = "all but code is_demo exchanged_version joined_into_id part_of_id"  # whom it names is checked at commit
LED_RESPONSE = f"{NEW_RESPONSE} owners leads served"
OF_A_CLAIM = "degree part rationale version"

RIGHTS: dict[str, ByPeople] = {
    "access_attempt": {(GATE,): Rights("all", "all", True)},
    "access_madeonce": {tuple(SIGNED_IN): Rights("all but person_id", "all but person_id", True)},
    "access_opensession": {
        tuple(SIGNED_IN): Rights("", "digest seen", True),
        (GATE,): Rights("all", "digest seen", True),
    },
    "account_emailaddress": {
        (*SIGNED_IN, GATE): Rights("all but email user_id", "all but email user_id", True),
    },
    # Their own, whose key they know. What is in it is signed, and when it ends is bounded.
    "django_session": {(*EVERYBODY, GATE): Rights("session_data", "session_data", True)},
    "framework_approach": EVERYTHING,
    "framework_cycle": EVERYTHING,
    "framework_gapweights": EVERYTHING,
    "framework_measure": EVERYTHING,
    "framework_objective": EVERYTHING,
    "framework_partner": EVERYTHING,
    "framework_pillar": EVERYTHING,
    "framework_rate": EVERYTHING,
    "framework_referencedocument": EVERYTHING,
    "members_boardseat": EVERYTHING,
    "members_organisation": EVERYTHING,
    "members_person": {
        ALONE: Rights("all", "all"),
        (*SIGNED_IN[1:], GATE): Rights("", "password last_login"),
    },
    "members_pillarseat": EVERYTHING,
    "needs_evidence": {(SECRETARIAT, OFFICER_AL): Rights("all but need_id", "all but need_id", True)},
    "needs_lineage": {(SECRETARIAT, OFFICER_AL): Rights("fate reason order", "fate reason order", True)},
    "needs_need": {
        ALONE: Rights("all", "all"),
        (OFFICER_AL,): Rights(NEW_NEED, f"{NEW_NEED} cycle_id"),
        (OFFICER_RS,): Rights(NEW_NEED),
    },
    "needs_needpartner": {
        ALONE: Rights("all but need_id", "all but need_id", True),
        (OFFICER_AL,): Rights("partner_id version", "all but need_id partner_id", True),
        (OFFICER_RS,): Rights("", "all but need_id partner_id"),
    },
    "reports_edition": {ALONE: Rights("all but state", "all", True)},
    "reports_editionfile": {ALONE: Rights("form content", "", True)},
    "responses_claim": {
        ALONE: Rights("all but need_id response_id", "all but need_id response_id", True),
        (DONOR,): Rights(OF_A_CLAIM, OF_A_CLAIM, True),
        (AGENCY, BOARD): Rights("", OF_A_CLAIM, True),
    },
    "responses_claimpartner": {
        ALONE: Rights("all but claim_id need_id response_id", "all but claim_id need_id response_id", True),
        (DONOR,): Rights("partner_id", "", True),
        (AGENCY, BOARD): Rights("", "", True),
    },
    "responses_pairdecision": {
        (SECRETARIAT, DONOR, AGENCY): Rights("all but first_id second_id", "all but first_id second_id", True),
    },
    "responses_party": OF_A_RESPONSE,
    "responses_response": {
        ALONE: Rights("all but part_of_id", "all but part_of_id owners leads served"),
        (OFFICER_AL, OFFICER_RS): Rights(NEW_RESPONSE),
        (DONOR, AGENCY): Rights(NEW_RESPONSE, LED_RESPONSE),
        (BOARD,): Rights("", LED_RESPONSE),
    },
    "responses_responsenote": {(SECRETARIAT, DONOR): Rights("all but response_id", "all but response_id", True)},
    "responses_served": OF_A_RESPONSE,
    "scenarios_candidate": {
        tuple(SIGNED_IN): Rights("all but need_id scenario_id", "all but need_id scenario_id", True),
    },
    "scenarios_change": {
        tuple(SIGNED_IN): Rights("all but response_id scenario_id", "all but response_id scenario_id", True),
    },
    "scenarios_imaginedclaim": {
        tuple(SIGNED_IN): Rights("all but change_id need_id", "all but change_id need_id", True),
    },
    "scenarios_solved": {},  # no row is there to be tried: one's own only, as tests/scenarios/test_solving.py has it
    "scenarios_scenario": {
        tuple(SIGNED_IN): Rights("all but owner_id organisation_id", "all but code owner_id organisation_id", True),
    },
}
