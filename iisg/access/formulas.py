"""Cells that a spreadsheet would run as a formula, in every CSV file for people. Pure: no Django here."""

# What a spreadsheet may take for the start of a formula, the full-width forms included.
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def neutralise(cell: object) -> str:
    """The cell as text; an apostrophe before it keeps it text. A number runs nothing."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    return f"'{cell}" if cell.startswith(STARTS_FORMULA) or cell.lstrip().startswith(STARTS_FORMULA) else cell
