"""What settings make of the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from iisg.config.settings import mail_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", ("localhost", 25, "", "", False, False)),
        ("smtp://mail.example", ("mail.example", 25, "", "", False, False)),
        ("smtp+tls://iisg%40x:p%2Fw@mail.example", ("mail.example", 587, "iisg@x", "p/w", True, False)),
        ("smtp+ssl://mail.example:4650", ("mail.example", 4650, "", "", False, True)),
    ],
)
def test_a_mail_server_is_named_by_one_address(url, server):
    assert mail_server(url) == server


def test_another_way_than_smtp_is_refused():
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL begins with"):
        mail_server("https://mail.example")
