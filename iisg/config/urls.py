from allauth.account import views as account
from django.urls import include, path, re_path, register_converter

from iisg.access.addresses import Code
from iisg.members.views import absent, sign_out

register_converter(Code, "code")

handler400 = "iisg.site.views.bad_request"
handler429 = "iisg.site.views.too_many"  # allauth answers with it

# Of allauth's pages only those that exist here: nobody signs up, and changing the e-mail address is the Secretariat's.
accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", sign_out, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),  # closed by the adapter; allauth links to its name
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/set/", account.password_set, name="account_set_password"),  # for those who have none yet
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("email/", absent, name="account_email"),  # only for allauth, which links to its name
    path("confirm-email/", account.email_verification_sent, name="account_email_verification_sent"),
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
