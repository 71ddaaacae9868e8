"""The published edition for pages of the whole site: {% load editions %}{% latest_edition as edition %}."""

from django import template

from iisg.reports.models import Edition, State

register = template.Library()


@register.simple_tag
def latest_edition() -> Edition | None:
    """The newest published edition, None while there is none; drafts are nobody's news."""
    return Edition.objects.filter(state=State.PUBLISHED).select_related("cycle").first()
