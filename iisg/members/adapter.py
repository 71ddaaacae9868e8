from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from iisg.access.attempts import TooOften, count, give_back, words_of
from iisg.members.devices import remember_device
from iisg.members.models import Person
from iisg.members.passwords import WAIT, tries_of


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: members are invited by the Secretariat."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Known and unknown accounts alike: counted before anybody is looked up."""
        tries = tries_of(request, credentials.get("email", ""))
        try:
            for each in tries:
                count(each.kind, each.of, each.limit)
        except TooOften as error:
            request.too_often = error  # type: ignore[attr-defined]  # for the view, which says it in the headers
            raise ValidationError(WAIT.format(words_of(error.seconds))) from error
        person: Person | None = super().authenticate(request, **credentials)
        for each in tries:
            if person is not None and not each.counts_right_ones:
                give_back(each.kind, each.of, each.limit)
        return person

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(response, user)
        return response
