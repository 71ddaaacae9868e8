"""Decimals as they are read on pages and in files."""

from decimal import Decimal


def plain(value: Decimal) -> str:
    """All digits, no exponent, no zeros at the end: 0.5, 1."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def equals(value: Decimal) -> str:
    """The value and the sign that joins it to its reckoning: exact up to four digits, else said to be about."""
    shown = round(value, 4)
    return f"{plain(shown)} {'=' if shown == value else '≈'}"
