"""Every route of the site, and the addresses at which the leak tests ask for it.

A new page, export or fragment is added here in the same commit: test_routes.py fails for a route that is missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from django.urls import URLPattern, URLResolver, get_resolver

PARTNERS = ("AL", "RS", "XK")
CYCLE = "2025-2026"
WORDS = ["", "a", "border", "zqa", "demonstration"]

# Route -> addresses, with {need}, {response}, {claim}, {pair}, {scenario}, {change} standing for a record and {partner}
# for a partner.
ROUTES: dict[str, list[str]] = {
    "": ["/"],
    "health/": ["/health/"],
    "about/": ["/about/"],
    "about/governance/": ["/about/governance/"],
    "accessibility/": ["/accessibility/"],
    "privacy/": ["/privacy/"],
    "contact/": ["/contact/"],
    "pillars/": ["/pillars/"],
    "pillars/<code:code>/": ["/pillars/WBCTi/", "/pillars/WBCSCi/", "/pillars/WBBSi/", "/pillars/none/"],
    "projects/": ["/projects/", "/projects/?pillar=WBCTi", "/projects/?q=zq", "/projects/?partner=AL&page=2"],
    "projects.csv": ["/projects.csv", "/projects.csv?pillar=WBBSi"],
    "search/": [f"/search/?q={word}" for word in WORDS],
    "needs/<code:code>/": ["/needs/{need}/"],
    "responses/<code:code>/": ["/responses/{response}/"],
    "members/": [
        "/members/",
        "/members/?pillar=WBCTi",
        "/members/?partner=RS&priority=high",
        "/members/?reading=claimant",
        "/members/?q=zq",
    ],
    "members/matrix.csv": ["/members/matrix.csv"],
    "members/matrix.json": ["/members/matrix.json", "/members/matrix.json?on=2027-06-30&reading=planned"],
    "members/matrix.svg": ["/members/matrix.svg"],
    "members/cell/<code:need>/<str:partner>/": ["/members/cell/{need}/{partner}/"],
    "members/gaps/": ["/members/gaps/", "/members/gaps/?kind=disputed", "/members/gaps/?kind=response_without_need"],
    "members/gaps.csv": ["/members/gaps.csv"],
    "members/gaps.json": ["/members/gaps.json"],
    "members/synergies/": [
        "/members/synergies/",
        "/members/synergies/?decision=any",
        "/members/synergies/?kind=sequenced&partner=RS",
        "/members/synergies/?q=zq",
    ],
    "members/synergies.csv": ["/members/synergies.csv?decision=any"],
    "members/synergies.json": ["/members/synergies.json?decision=any"],
    "members/synergies/groups/": ["/members/synergies/groups/?decision=any", "/members/synergies/groups/?page=2"],
    "members/synergies/groups.csv": ["/members/synergies/groups.csv"],
    "members/synergies/groups.json": ["/members/synergies/groups.json?decision=any"],
    "members/synergies/<code:a>/with/<code:b>/": [
        "/members/synergies/{pair}/",
        "/members/synergies/R-BS-006/with/R-SC-003/?on=2026-06-30",
    ],
    "members/records/": ["/members/records/", "/members/records/?q=zq"],
    "members/records.csv": ["/members/records.csv"],
    "members/records.json": ["/members/records.json"],
    "members/records/<code:a>/with/<code:b>/": ["/members/records/{pair}/"],
    "members/approaches/": ["/members/approaches/", "/members/approaches/?partner=RS", "/members/approaches/?page=2"],
    "members/approaches.csv": ["/members/approaches.csv", "/members/approaches.csv?table=concentration"],
    "members/approaches.json": ["/members/approaches.json", "/members/approaches.json?table=instruments"],
    "members/approaches.svg": ["/members/approaches.svg?partner=RS"],
    "members/approaches/claims/": [
        "/members/approaches/claims/",
        "/members/approaches/claims/?scope=regional&page=2",
        "/members/approaches/claims/?instrument=-",
    ],
    "members/approaches/claims.csv": ["/members/approaches/claims.csv"],
    "members/approaches/claims.json": ["/members/approaches/claims.json?partner=RS"],
    "members/balance/": ["/members/balance/", "/members/balance/?partner=RS&type=legislative"],
    "members/balance.csv": ["/members/balance.csv"],
    "members/balance.json": ["/members/balance.json?pillar=WBBSi"],
    "members/balance.svg": ["/members/balance.svg"],
    "members/network/": [
        "/members/network/",
        "/members/network/?tied=cells&which=all",
        "/members/network/?which=all&page=2",
        "/members/network/?organisation=O-135",
    ],
    "members/network.csv": ["/members/network.csv", "/members/network.csv?tied=cells"],
    "members/network.json": ["/members/network.json?which=all"],
    "members/network.svg": ["/members/network.svg", "/members/network.svg?tied=cells&which=all"],
    "members/risk/": ["/members/risk/", "/members/risk/?by=response", "/members/risk/?q=zq"],
    "members/risk.csv": ["/members/risk.csv", "/members/risk.csv?by=response"],
    "members/risk.json": ["/members/risk.json"],
    "members/risk.svg": ["/members/risk.svg", "/members/risk.svg?by=response"],
    "members/weights/": ["/members/weights/"],
    "members/needs/": [
        "/members/needs/",
        "/members/needs/?level=secretariat",
        "/members/needs/?page=2",
        "/members/needs/?q=zq",
    ],
    "members/needs.csv": ["/members/needs.csv"],
    "members/needs/add/": ["/members/needs/add/"],
    "members/needs/<code:code>/edit/": ["/members/needs/{need}/edit/"],
    "members/needs/<code:code>/evidence/": ["/members/needs/{need}/evidence/"],
    "members/needs/<code:code>/fate/": ["/members/needs/{need}/fate/"],
    "members/needs/<code:code>/words/<str:partner>/": ["/members/needs/{need}/words/{partner}/"],
    "members/needs/<code:code>/coverage.csv": ["/members/needs/{need}/coverage.csv"],
    "members/needs/<code:code>/coverage.json": ["/members/needs/{need}/coverage.json"],
    "members/needs/<code:code>/coverage.svg": ["/members/needs/{need}/coverage.svg"],
    "members/needs/<code:code>/word/<str:partner>/": ["/members/needs/{need}/word/{partner}/"],
    "members/responses/": ["/members/responses/", "/members/responses/?page=2", "/members/responses/?q=zq"],
    "members/responses.csv": ["/members/responses.csv"],
    "members/responses/add/": ["/members/responses/add/"],
    "members/responses/<code:code>/edit/": ["/members/responses/{response}/edit/"],
    "members/responses/<code:code>/joining/": [
        "/members/responses/{response}/joining/",
        "/members/responses/R-SC-003/joining/?with={response}",
    ],
    "members/responses/<code:code>/needs/": ["/members/responses/{response}/needs/"],
    "members/responses/<code:code>/needs/<code:need>/": ["/members/responses/{response}/needs/{need}/"],
    "members/rates/": ["/members/rates/"],
    "members/rates/add/": ["/members/rates/add/"],
    "members/rates/<str:currency>/<str:year>/": ["/members/rates/CHF/2024/", "/members/rates/BAM/fixed/"],
    "members/rates/<str:currency>/<str:year>/delete/": ["/members/rates/CHF/2024/delete/"],
    "members/claims/<code:code>/edit/": ["/members/claims/{claim}/edit/"],
    "members/claims/<code:code>/remove/": ["/members/claims/{claim}/remove/"],
    "members/claims/<code:code>/word/<str:partner>/": ["/members/claims/{claim}/word/{partner}/"],
    "members/template/<str:cycle>/": [f"/members/template/{CYCLE}/"],
    "members/template/<str:cycle>/add/": [f"/members/template/{CYCLE}/add/"],
    "members/template/<str:cycle>/<int:objective>/": [f"/members/template/{CYCLE}/1/"],
    "reports/": ["/reports/"],
    "reports/<slug:slug>/": ["/reports/2025-2026-1/", "/reports/none/"],
    "reports/<slug:slug>/<str:file>": ["/reports/2025-2026-1/data.zip", "/reports/2025-2026-1/report.html"],
    "members/reports/": ["/members/reports/", f"/members/reports/?cycle={CYCLE}&on=2026-06-30"],
    # One format: tests/reports holds the three of them to the same words.
    "members/reports/report.<str:form>": [f"/members/reports/report.html?cycle={CYCLE}&on=2026-06-30"],
    "members/reports/prepare/": ["/members/reports/prepare/"],
    "members/reports/<slug:slug>/publish/": ["/members/reports/2025-2026-1/publish/"],
    "members/scenarios/": ["/members/scenarios/"],
    "members/scenarios/add/": ["/members/scenarios/add/"],
    "members/scenarios/<slug:code>/": ["/members/scenarios/{scenario}/"],
    "members/scenarios/<slug:code>/cells.csv": ["/members/scenarios/{scenario}/cells.csv"],
    "members/scenarios/<slug:code>/open-cells.csv": ["/members/scenarios/{scenario}/open-cells.csv"],
    "members/scenarios/<slug:code>/scenario.json": ["/members/scenarios/{scenario}/scenario.json"],
    "members/scenarios/<slug:code>/edit/": ["/members/scenarios/{scenario}/edit/"],
    "members/scenarios/<slug:code>/share/": ["/members/scenarios/{scenario}/share/"],
    "members/scenarios/<slug:code>/delete/": ["/members/scenarios/{scenario}/delete/"],
    "members/scenarios/<slug:code>/candidates/": ["/members/scenarios/{scenario}/candidates/"],
    "members/scenarios/<slug:code>/candidates/weigh/": ["/members/scenarios/{scenario}/candidates/weigh/"],
    "members/scenarios/<slug:code>/candidates/remove/": ["/members/scenarios/{scenario}/candidates/remove/"],
    "members/scenarios/<slug:code>/changes/<slug:kind>/": ["/members/scenarios/{scenario}/changes/end/"],
    "members/scenarios/<slug:code>/changes/<slug:change>/claims/": ["/members/scenarios/{change}/claims/"],
    "members/scenarios/<slug:code>/changes/<slug:change>/remove/": ["/members/scenarios/{change}/remove/"],
    "members/scenarios/<slug:code>/changes/<slug:change>/claims/<slug:claim>/remove/": [
        "/members/scenarios/{change}/claims/none/remove/"
    ],
    "accounts/login/": ["/accounts/login/"],
    "accounts/logout/": ["/accounts/logout/"],
    "accounts/inactive/": ["/accounts/inactive/"],
    "accounts/signup/": ["/accounts/signup/"],
    "accounts/password/set/": ["/accounts/password/set/"],
    "accounts/password/change/": ["/accounts/password/change/"],
    "accounts/password/reset/": ["/accounts/password/reset/"],
    "accounts/password/reset/done/": ["/accounts/password/reset/done/"],
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,100})/$": [
        "/accounts/password/reset/key/1-none-none/",
        "/accounts/password/reset/key/zzzzzzzzzzzzz-set-password/",
    ],
    "accounts/password/reset/key/done/": ["/accounts/password/reset/key/done/"],
    "accounts/email/": ["/accounts/email/"],
}
# Of a route with two records not every pair is asked for.
MOST_PER_ADDRESS = 60


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """The URL tree, as written in the rooms' urls.py."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


Records = Mapping[str, Sequence[str]]  # what stands for a record in ROUTES -> codes


def addresses(records: Records, most: int = MOST_PER_ADDRESS) -> Iterator[str]:
    """Each address of each route, for these records."""
    for templates in ROUTES.values():
        for template in templates:
            yield from islice(filled(template, records), most)


def filled(template: str, records: Records) -> Iterator[str]:
    """Pairs run in parallel, so that each record comes early."""
    used = {name: values for name, values in {**records, "partner": PARTNERS}.items() if f"{{{name}}}" in template}
    for number in range(max(map(len, used.values()), default=1)):
        yield template.format(**{name: values[number % len(values)] for name, values in used.items()})
