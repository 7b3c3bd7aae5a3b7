"""Tidying what a record system wrote, so that the same words compare as the same."""

import unicodedata

# Marks that turn the direction of the text around them or that nobody can see. The joiners U+200C and U+200D stay:
# Persian names and emoji are spelled with them.
_INVISIBLE = frozenset(
    "\u200b\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad"
)

_BLANKS = frozenset(
    {"-", "--", ".", "?", "n/a", "na", "nil", "none", "null", "#n/a", "tbc", "tba", "unknown", "not known"}
)


def tidy(text: str) -> str:
    """One line of visible text: controls and invisible marks gone, each run of spaces one space, letters composed.

    Letters of every script and emoji stay as they are.
    """
    marks = unicodedata.normalize("NFC", text)
    kept = (mark for mark in marks if mark.isspace() or not (mark in _INVISIBLE or unicodedata.category(mark) == "Cc"))
    return " ".join("".join(kept).split())


def is_blank(text: str) -> bool:
    """Whether a tidied cell says nothing: empty, a dash, or a word for "not known yet" that record systems write."""
    return not text or text.casefold() in _BLANKS


def folded(text: str) -> str:
    """What is left of a name when case, spaces and punctuation are ignored: "NHS No." and "nhs_no" are the same."""
    return "".join(mark for mark in unicodedata.normalize("NFKC", text).casefold() if mark.isalnum())
