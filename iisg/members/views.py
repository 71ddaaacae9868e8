"""allauth's pages where they need more than allauth does. Visitors below /accounts/ act as the gate."""

import logging
from functools import partial
from typing import Any

from allauth.account import views as account
from allauth.account.fields import EmailField
from allauth.account.forms import ResetPasswordForm
from allauth.core.context import request_context
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from iisg.access.acting import GATE, acting_as, become
from iisg.access.attempts import TooOften, count
from iisg.members.devices import remember_device
from iisg.members.passwords import LINKS, REQUESTS, address_of, say_wait

logger = logging.getLogger(__name__)


def sign_in(request: HttpRequest) -> HttpResponse:
    """allauth's. Where one has to wait (adapter.py), the same page says so."""
    response: HttpResponse = account.login(request)
    error: TooOften | None = getattr(request, "too_often", None)
    return say_wait(response, error) if error else response


def sign_out(request: HttpRequest) -> HttpResponse:
    """allauth's; then the browser drops the pages that it kept. What it stored (the theme) may stay: no secret."""
    response: HttpResponse = account.logout(request)
    if not request.user.is_authenticated:
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


class AddressForm(forms.Form):
    email = EmailField()


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_link(request: HttpRequest) -> HttpResponse:
    """One answer for every address, as quick: whose it is is looked up after the answer, when the mail goes out too."""
    form = AddressForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "account/password_reset.html", {"form": form}, status=422 if form.errors else 200)
    email = form.cleaned_data["email"].lower()
    response = redirect("account_reset_password_done")
    try:
        count("request", address_of(request), REQUESTS)
    except TooOften as error:
        return say_wait(render(request, "429.html"), error)
    try:
        count("link", email, LINKS)
    except TooOften:  # the one before still works
        return response
    response._resource_closers.append(partial(send_link, request, email))  # type: ignore[attr-defined]
    return response


def send_link(request: HttpRequest, email: str) -> None:
    """Nobody waits for it any more: what goes wrong goes into the log."""
    try:
        with acting_as(GATE), request_context(request):
            form = ResetPasswordForm({"email": email})
            if form.is_valid():
                form.save(request)
    except Exception:
        logger.exception("A link to a new password was not sent.")


class SetPassword(account.PasswordResetFromKeyView):  # type: ignore[misc]
    """From the link in the mail, which proves the mailbox: so this device is known from now on."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        become(GATE)  # the link says for whom it is, whoever is signed in here
        return super().dispatch(request, *args, **kwargs)  # type: ignore[no-any-return]

    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        remember_device(response, self.reset_user)
        return response


class ChangePassword(account.PasswordChangeView):  # type: ignore[misc]
    def form_valid(self, form: forms.Form) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        remember_device(response, self.request.user)
        return response


def absent(request: HttpRequest) -> HttpResponse:
    raise Http404
