from allauth.account import views as account
from django.http import Http404, HttpRequest, HttpResponse


def sign_out(request: HttpRequest) -> HttpResponse:
    """allauth's; then the browser drops the pages that it kept. What it stored (the theme) may stay: no secret."""
    response: HttpResponse = account.logout(request)
    if not request.user.is_authenticated:
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def absent(request: HttpRequest) -> HttpResponse:
    raise Http404
