"""A clock for what is counted, and a try at signing in."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.people import DONOR


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = timezone.now()

    def now(self) -> datetime:
        return self.time

    def move(self, by: timedelta) -> None:
        self.time += by


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("iisg.access.attempts.timezone", clock)
    return clock


def attempt(password: str, address: str = "192.0.2.99", name: str = DONOR, browser: Client | None = None):
    form = {"login": f"{name}@iisg.example", "password": password}
    return (browser or Client()).post("/accounts/login/", form, REMOTE_ADDR=address)
