"""Text that carries the marking of somebody else's classified or limited document.

The platform is not accredited for classified information and offers no such level. Text with a marking may still be
unclassified (a title that speaks of "LIMITE" documents), so it is not refused: whoever stores it declares that it is.
"""

import re
import unicodedata
from collections.abc import Iterable

from django import forms

# Telling in any case of letters.
PHRASES = (
    r"restreint[ -]ue", r"confidentiel[ -]ue", r"secret[ -]ue", r"(?:r|c|s|ts)-ue(?:/eu-(?:r|c|s|ts))?",
    r"eu-(?:r|c|s|ts)",
    r"limite[ -](?:basic|doc|document)", r"distribution limite", r"top secret", r"cosmic top secret",
    r"nato (?:restricted|confidential|secret)", r"official[ -]+sensitive", r"law enforcement sensitive",
    r"diffusion restreinte", r"confidentiel[ -]defense", r"secret[ -]defense", r"vs[ -]nfd", r"vs[ -]vertraulich",
    r"vs[ -]nur fur den dienstgebrauch", r"streng geheim", r"teper sekret", r"strogo povjerljivo",
    r"strogo poverljivo",
    r"strogo tajno", r"vrlo tajno", r"drzavna tajna", r"строго поверљиво", r"државна тајна", r"строго доверливо",
    r"строго тајно", r"совершенно секретно", r"для служебного пользования", r"strogo zaupno", r"strogo doverlivo",
)  # fmt: skip
# Ordinary words, which are markings only where they stand in capitals.
WORDS = (
    "LIMITE", "RESTREINT", "RESTREINTE", "CONFIDENTIEL", "CONFIDENTIAL", "RESTRICTED", "SECRET", "CLASSIFIED",
    "EU RESTRICTED", "EU CONFIDENTIAL", "EU SECRET", "TRES SECRET", "GEHEIM", "VERTRAULICH", "RISERVATO",
    "RISERVATISSIMO", "SEGRETO", "SEKRET", "KONFIDENCIAL", "KONFIDENCIALE", "I KUFIZUAR", "E KUFIZUAR", "POVJERLJIVO",
    "POVERLJIVO", "TAJNO", "INTERNO", "OGRANICENO", "DOVERLIVO", "ZAUPNO", "ПОВЕРЉИВО", "ТАЈНО", "ИНТЕРНО", "ДОВЕРЛИВО",
    "ОГРАНИЧЕНО", "СЕКРЕТНО",
)  # fmt: skip
MARKING = re.compile(
    rf"(?<![\w-])(?:(?i:{'|'.join(PHRASES)})|{'|'.join(sorted(WORDS, key=len, reverse=True))})(?![\w-])"
)
SPACED_OUT = re.compile(r"(?<!\w)(?:\w ){3,}\w(?!\w)")


def plain(text: str) -> str:
    """Without accents, invisible characters, letter-spacing and double blanks, so that spellings agree."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in ("Mn", "Cf"))
    text = " ".join(text.replace("_", " ").split())
    return SPACED_OUT.sub(lambda spaced: spaced[0].replace(" ", ""), text)


def markings_in(texts: Iterable[str | None]) -> list[str]:
    """The markings that these texts carry, each once, in their order."""
    found: dict[str, None] = {}
    for text in filter(None, texts):
        found |= {match.group(): None for match in MARKING.finditer(plain(text))}
    return list(found)


class DeclaresUnclassified(forms.Form):
    """For forms that take text: with a marking in it they are valid only after an explicit declaration.

    The template shows the box `is_unclassified` where `asks_declaration` is true. `declaration` goes into the journal.
    """

    is_unclassified = forms.BooleanField(
        label="I declare that this text is unclassified and may be stored here", required=False
    )

    def clean(self) -> dict[str, object] | None:
        cleaned = super().clean()
        values = (cleaned if cleaned is not None else self.cleaned_data).values()
        self.markings = markings_in(value for value in values if isinstance(value, str))
        if self.markings and not self.cleaned_data.get("is_unclassified"):
            words = ", ".join(f"“{marking}”" for marking in self.markings)
            self.add_error(
                "is_unclassified",
                f"The text carries the marking {words}. Nothing above the four levels may be stored here: take it out, "
                "or declare that it is unclassified.",
            )
        return cleaned

    @property
    def asks_declaration(self) -> bool:
        return bool(getattr(self, "markings", []))

    @property
    def declaration(self) -> str:
        """A note for the journal, empty where nothing had to be declared."""
        return f"Declared unclassified although marked {', '.join(self.markings)}" if self.asks_declaration else ""
