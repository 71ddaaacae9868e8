"""What every answer carries, whoever asks and whatever it is."""

import os
import subprocess
import sys

import pytest
from django.test import Client, override_settings

from iisg.access.acting import acting_as
from iisg.members.demonstration import PASSWORD
from tests.leaks.routes import ROUTES
from tests.people import DONOR, SECRETARIAT, SIGNED_IN, VISITOR, client

pytestmark = pytest.mark.django_db
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
PAGES = ["/", "/projects/", "/search/?q=a", "/accounts/login/", "/nowhere/", "/members/", "/health/"]
MEMBERS = ["/members/", "/members/gaps/", "/members/needs.csv", "/members/gaps.json", "/projects/", "/nowhere/", "/"]


def policy(answer) -> set[str]:
    return {directive.strip() for directive in answer.headers["Content-Security-Policy"].split(";") if directive}


@pytest.mark.parametrize("name", [VISITOR, SECRETARIAT])
@pytest.mark.parametrize("page", PAGES)
def test_every_answer_has_the_security_headers(page: str, name: str):
    answer = client(name).get(page)
    assert {header: answer.headers.get(header) for header in ALWAYS} == ALWAYS
    assert policy(answer) == {directive.strip() for directive in POLICY.split(";")}


def test_a_refusal_has_them_too():
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@iisg.example"})
    assert answer.status_code == 403
    assert {header: answer.headers.get(header) for header in ALWAYS} == ALWAYS
    assert policy(answer) == {directive.strip() for directive in POLICY.split(";")}


@pytest.mark.parametrize("page", MEMBERS)
def test_nothing_that_a_signed_in_person_gets_is_kept_by_a_browser_or_proxy(page: str):
    for name in SIGNED_IN:
        assert client(name).get(page).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("page", ["/members/", "/members/gaps.json", "/members/scenarios/none/", "/accounts/login/"])
def test_no_redirect_to_the_sign_in_is_kept_either(page: str):
    for headers in ({}, {"hx-request": "true"}):
        assert "no-store" in Client().get(page, headers=headers).headers["Cache-Control"]


@pytest.mark.parametrize("file", [route for route in ROUTES if "<" not in route and route.endswith((".csv", ".json"))])
def test_a_download_is_saved_never_shown_as_a_page(file: str):
    answer = client(SECRETARIAT).get(f"/{file}")
    assert answer.headers["Content-Disposition"].split(";")[0] == "attachment"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert policy(answer) == {"sandbox"}


def test_no_answer_names_the_server_software():
    answer = client(VISITOR).get("/")
    assert {"Server", "X-Powered-By"} & set(answer.headers) == set()


def sign_in(browser: Client, next_page: str = "", **headers: str):
    form = {"login": "donor@iisg.example", "password": PASSWORD, "next": next_page}
    return browser.post("/accounts/login/", form, headers=headers)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites():
    browser = Client()
    sign_in(browser)
    browser.get("/members/needs/add/")
    session, csrf = browser.cookies["sessionid"], browser.cookies["csrftoken"]
    assert (session["httponly"], session["samesite"], session["domain"], session["path"]) == (True, "Lax", "", "/")
    assert (csrf["httponly"], csrf["samesite"], csrf["domain"], csrf["path"]) == (True, "Strict", "", "/")


def test_over_https_cookies_are_bound_to_the_host_and_secure():
    names = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
    names += ["SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    program = f"from iisg.config import settings; print([getattr(settings, name) for name in {names}])"
    printed = subprocess.check_output([sys.executable, "-c", program], env=os.environ | {"IISG_HTTPS": "1"}, text=True)
    assert printed == "['__Host-sessionid', '__Host-csrftoken', True, True, 63072000, True]\n"


def test_the_key_of_the_session_changes_with_the_sign_in():
    browser = Client()
    with acting_as(None):
        session = browser.session
        session["planted"] = "by somebody else"
        session.save()
    planted = browser.cookies["sessionid"].value
    sign_in(browser)
    assert browser.cookies["sessionid"].value != planted
    assert Client(headers={"cookie": f"sessionid={planted}"}).get("/members/").status_code == 302


def test_signing_out_ends_the_session_on_the_server_and_clears_the_browser():
    browser = client(DONOR)
    key = browser.cookies["sessionid"].value
    answer = browser.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert Client(headers={"cookie": f"sessionid={key}"}).get("/members/").status_code == 302


def test_a_get_signs_nobody_out():
    browser = client(DONOR)
    browser.get("/accounts/logout/")
    assert browser.get("/members/").status_code == 200


@override_settings(ALLOWED_HOSTS=["iisg.example"])
@pytest.mark.parametrize(
    "host", ["evil.example", "iisg.example.evil.example", "iisg.example@evil.example", "[::1", "a b"]
)
def test_another_host_is_refused(host: str):
    answer = Client().get("/", headers={"host": host})
    assert answer.status_code == 400
    assert host not in answer.content.decode()


def test_a_forwarded_host_changes_nothing():
    answer = Client().get("/members/", headers={"x-forwarded-host": "evil.example"})
    assert answer.headers["Location"] == "/accounts/login/?next=/members/"


@pytest.mark.parametrize(
    "elsewhere",
    ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\t//evil.example"],
)
def test_the_sign_in_leads_to_no_other_site(elsewhere: str):
    assert sign_in(Client(), elsewhere).headers["Location"] == "/members/"


def test_the_sign_in_needs_the_forms_own_token():
    browser = Client(enforce_csrf_checks=True)
    assert sign_in(browser).status_code == 403
    assert browser.get("/members/").status_code == 302
