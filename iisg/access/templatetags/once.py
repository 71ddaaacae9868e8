"""The key of a form that makes something (iisg/access/once.py)."""

import secrets
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from iisg.access.once import FIELD

register = template.Library()


@register.simple_tag(takes_context=True)
def once(context: dict[str, Any]) -> SafeString:
    """Beside the csrf_token. A form that was refused comes back with the key that it had."""
    key = context["request"].POST.get(FIELD) or secrets.token_urlsafe(16)
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, key)
