"""Every page of the site with a real record on it, as the person who sees most of it."""

from dataclasses import dataclass

from iisg.access.acting import acting_as
from iisg.responses.models import Claim, Response
from tests.leaks.routes import ROUTES
from tests.people import SECRETARIAT, VISITOR, actor

NO_PAGES = (".csv", ".json", ".svg", "health/", "report.<str:form>", "<str:file>")
ONLY_POSTED = (
    "/prepare/",
    "/share/",
    "/candidates/remove/",
    "/candidates/weigh/",
    "/<slug:change>/remove/",
    "/<slug:claim>/remove/",
)
OF_NOTHING = "/none/"  # a record that the sample does not have: the page is that of /nowhere/
FOR_SIGNED_IN = ("/members/", "/needs/", "/responses/", "/accounts/password/change/", "/accounts/logout/")
PARTNER = "AL"

# Beside the first address of each route: states of a page that look different.
STATES = [
    (VISITOR, "/responses/{response}/"),
    (VISITOR, "/nowhere/"),
    (VISITOR, "/projects/?q=zqzqzq"),
    (VISITOR, "/projects/?pillar=WBCTi&page=2"),
    (VISITOR, "/search/?q=border"),
    (VISITOR, "/search/?q=zqzqzq"),
    (SECRETARIAT, "/search/?q=granica"),
    (SECRETARIAT, "/members/?pillar=WBCTi&partner=AL"),
    (SECRETARIAT, "/members/?q=zqzqzq"),
    (SECRETARIAT, "/members/gaps/?kind=disputed"),
    (SECRETARIAT, "/members/network/?organisation=O-135&tied=cells"),
    (SECRETARIAT, "/members/balance/?partner=XK"),
    (SECRETARIAT, "/members/needs/?q=zqzqzq"),
    (SECRETARIAT, "/members/responses/?q=zqzqzq"),
    ("donor", "/members/needs/{need}/edit/"),  # 403
    ("officer.al", "/needs/{need}/"),
]


@dataclass(frozen=True)
class Records:
    """One need, response and claim that belong together and that Albania is named in."""

    need: str
    response: str
    claim: str
    pair: str = "R-BS-006/with/R-SC-003"
    scenario: str = "none"
    change: str = "none/changes/none"
    partner: str = PARTNER

    def fill(self, template: str) -> str:
        return template.format(**vars(self))


def chosen() -> Records:
    """The need with the most claims, so that its page shows all a need page can."""
    with acting_as(actor(SECRETARIAT)):
        claims = Claim.objects.filter(of_partners__partner=PARTNER, is_demo=False)
        codes = list(claims.values_list("need__code", flat=True))
        need = max(sorted(set(codes)), key=codes.count)
        claim = claims.filter(need__code=need, response__level="public").order_by("code").first()
        assert claim is not None
        return Records(need, Response.objects.get(pk=claim.response_id).code, claim.code)


def pages() -> list[tuple[str, str]]:
    """Who opens which address."""
    first = [addresses[0] for route, addresses in ROUTES.items() if not route.endswith(NO_PAGES + ONLY_POSTED)]
    first = [address for address in first if OF_NOTHING not in address]
    return [(SECRETARIAT if page.startswith(FOR_SIGNED_IN) else VISITOR, page) for page in first] + STATES
