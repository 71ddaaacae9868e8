"""How far a value may reach: one place for every way in, be it a form, a file, an address or the command line. The days
are held by PostgreSQL too (days.days_in_reach). Without Django, for what reads the exchange folder.

The first real action began in 1996, and the oldest real document is of 2014: one span fits all days. A day outside is
mistyped, or says "no end", which an empty field says better; calendars end at 9999, and days are counted with.
"""

from datetime import date
from decimal import Decimal
from typing import Final

FIRST_DAY: Final = date(1990, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
SPAN: Final = " to ".join(f"{day.day} {day:%b %Y}" for day in (FIRST_DAY, LAST_DAY))

LONGEST_CODE: Final = 100
LONGEST_PASSWORD: Final = 128
LONGEST_LINE: Final = 500
LONGEST_TEXT: Final = 32_767  # what a cell of a workbook can hold

WHOLE_DIGITS: Final = 15  # of an amount, before the point
DECIMAL_PLACES: Final = 6  # of an amount, after the point
DIGITS: Final = WHOLE_DIGITS + DECIMAL_PLACES
LARGEST_AMOUNT: Final = Decimal(10) ** WHOLE_DIGITS - Decimal(10) ** -DECIMAL_PLACES


def is_in_reach(day: date) -> bool:
    return FIRST_DAY <= day <= LAST_DAY
