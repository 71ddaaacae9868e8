"""The closed words of the process, each written once.

Pure constants: imported by the exchange files, the analysis of a folder and the database alike, so no Django here.
The order within each collection is the order in which the words are shown.
"""

import re
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from iisg.access.limits import FIRST_DAY, LAST_DAY

USUAL_CYCLE = "2025-2026"  # where a command names none; the one of the sample


class Level(NamedTuple):
    """Who may see a record, and the TLP 2.0 label printed beside it as advice on handling."""

    words: str
    tlp: str


PARTNERS = MappingProxyType(
    {
        "AL": "Albania",
        "BA": "Bosnia and Herzegovina",
        "XK": "Kosovo*",
        "ME": "Montenegro",
        "MK": "North Macedonia",
        "RS": "Serbia",
    }
)

# The only place where the name stands without its asterisk.
FOOTNOTE = (
    "* This designation is without prejudice to positions on status and is in line with UNSCR 1244/1999 "
    "and the ICJ Opinion on the Kosovo Declaration of Independence."
)

PILLARS = MappingProxyType(
    {
        "WBCTi": "Western Balkans Counter-Terrorism Initiative",
        "WBCSCi": "Western Balkans Counter Serious Crime Initiative",
        "WBBSi": "Western Balkans Border Security Initiative",
    }
)

# From the widest audience to the narrowest: a collection carries the last level that it contains.
LEVELS = MappingProxyType(
    {
        "public": Level("Public", "TLP:CLEAR"),
        "members": Level("Members", "TLP:GREEN"),
        "pillar": Level("Pillar group", "TLP:AMBER+STRICT"),
        "secretariat": Level("Secretariat", "TLP:RED"),
    }
)

STRANDS = ("anticipate", "prevent", "protect", "respond")
NEED_TYPES = ("legislative", "institutional", "operational")
PERSPECTIVES = ("prevention", "response")
PRIORITIES = ("high", "medium", "low")
STATUSES = ("planned", "ongoing", "completed", "suspended", "cancelled", "unknown")
PARTNER_WORDS = ("agrees", "disputes", "silent")
SETTLED = ("dismissed", "merged")  # decisions on a pair of responses that leave nothing to act on
FATES = ("carried", "split", "merged", "met", "withdrawn")
DATE_PRECISIONS = ("day", "month", "year")

# How much of a need a claim says that its response serves.
DEGREES = MappingProxyType(
    {
        "fully": Decimal("1"),
        "largely": Decimal("0.75"),
        "partly": Decimal("0.5"),
        "marginally": Decimal("0.25"),
    }
)


def is_cycle(code: str) -> bool:
    """Two years in a row, as 2025-2026, whose days are within reach."""
    found = re.fullmatch(r"([0-9]{4})-([0-9]{4})", code)
    return found is not None and FIRST_DAY.year <= int(found[1]) == int(found[2]) - 1 < LAST_DAY.year


# In codes: N-CT-001, R-BS-K7Q2M9.
PILLAR_LETTERS = MappingProxyType({"WBCTi": "CT", "WBCSCi": "SC", "WBBSi": "BS"})
