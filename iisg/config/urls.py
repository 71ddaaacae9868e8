from allauth.account import views as account
from django.urls import include, path, re_path, register_converter

from iisg.access.addresses import Code
from iisg.members.views import ChangePassword, SetPassword, absent, ask_for_link, sign_in, sign_out

register_converter(Code, "code")

handler400 = "iisg.site.views.bad_request"

# Of allauth's pages only those that exist here: nobody signs up, changing the e-mail address is the Secretariat's, and
# where a password is asked again, the form itself asks (members/lowering.py).
accounts = [
    path("login/", sign_in, name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),  # closed by the adapter; allauth links to its name
    path("password/change/", ChangePassword.as_view(), name="account_change_password"),
    path("password/reset/", ask_for_link, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    # As allauth has it: a path's own converters would cut it at its last hyphen, and the key has one.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]{1,13})-(?P<key>[0-9A-Za-z-]{1,100})/$",
        SetPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("email/", absent, name="account_email"),  # this and the next only for allauth, which links to their names
    path("password/set/", absent, name="account_set_password"),
]

urlpatterns = [
    path("accounts/", include(accounts)),
    path("", include("iisg.site.urls")),
    path("", include("iisg.framework.urls")),
    path("", include("iisg.needs.urls")),
    path("", include("iisg.responses.urls")),
    path("", include("iisg.explore.urls")),
    path("", include("iisg.scenarios.urls")),
    path("", include("iisg.search.urls")),
    path("", include("iisg.reports.urls")),
]
