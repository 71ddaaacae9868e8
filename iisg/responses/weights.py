"""The one door from the stored weights of the gap score to the analysis."""

from dataclasses import fields
from decimal import Decimal
from typing import Any

from iisg.analysis.findings import Weights
from iisg.framework.models import GapWeights

NAMES = tuple(field.name for field in fields(Weights))


def current_weights() -> Weights:
    """Those that the Secretariat has set."""
    return weights_of(GapWeights.objects.get())


def weights_of(stored: GapWeights) -> Weights:
    return Weights(**{name: plain(getattr(stored, name)) for name in NAMES})


def plain(value: Any) -> Any:
    """3, not 3.0000: scores and their parts are printed as they are."""
    return value if isinstance(value, int) else Decimal(f"{value.normalize():f}")
