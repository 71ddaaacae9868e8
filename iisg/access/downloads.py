"""Files that an answer hands out."""

from django.http import HttpResponse


def attach(response: HttpResponse, name: str) -> HttpResponse:
    """To be saved under this name, never shown as a page of ours."""
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "sandbox"
    return response
