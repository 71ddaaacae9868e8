"""What every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from iisg.framework.names import FOOTNOTE


def page(request: HttpRequest) -> dict[str, Any]:
    return {"FOOTNOTE": FOOTNOTE, "DEMONSTRATION": settings.DEMONSTRATION}
