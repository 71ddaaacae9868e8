"""The fonts of the report, and which characters they hold.

A PDF/UA file may not contain a character that none of its fonts can draw, so texts are checked before they are set.
"""

import struct
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "fonts"


@cache
def read_covered() -> frozenset[str]:
    """Every character that at least one of the fonts draws."""
    return frozenset().union(*(_read_characters(file.read_bytes()) for file in sorted(FOLDER.glob("*.ttf"))))


def _read_characters(font: bytes) -> set[str]:
    """The characters of the basic plane, from the font's `cmap` table in format 4, which every TrueType font has."""
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * i) for i in range(tables))
    cmap = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    (maps,) = struct.unpack_from(">H", font, cmap + 2)
    starts = (cmap + struct.unpack_from(">HHL", font, cmap + 4 + 8 * i)[2] for i in range(maps))
    return _read_format_4(font, next(at for at in starts if struct.unpack_from(">H", font, at)[0] == 4))


def _read_format_4(font: bytes, at: int) -> set[str]:
    count = struct.unpack_from(">H", font, at + 6)[0] // 2
    columns = [struct.unpack_from(f">{count}H", font, at + 14 + 2 * count * i + (2 if i else 0)) for i in range(4)]
    ranges_at = at + 16 + 6 * count
    found = set()
    for i, (end, start, delta, offset) in enumerate(zip(*columns, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, ranges_at + 2 * i + offset + 2 * (code - start))
            if glyph and (glyph + delta) % 65536:
                found.add(chr(code))
    return found
