"""Setting what the score of a gap multiplies with."""

from collections.abc import Mapping
from typing import Any

from iisg.access.saving import NotAllowed, save_version
from iisg.framework.models import GapWeights
from iisg.members.models import Person


def set_weights(*, by: Person, version: int, weights: Mapping[str, Any]) -> GapWeights:
    """Raises Stale when somebody set them since `version`."""
    if not by.is_secretariat:
        raise NotAllowed("The weights are the Secretariat’s.")
    stored = GapWeights.objects.get()
    save_version(stored, version, dict(weights))
    return stored
