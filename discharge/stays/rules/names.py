"""How much of a name is shown where, and who could be taken for whom. Source: docs/sources.md#names"""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum


class NameLevel(StrEnum):
    """How much of a name a screen shows. The lowest is for walls that visitors pass."""

    FULL = "full"
    INITIALS = "initials"
    BED = "bed"


def shown_name(level: NameLevel, *, family: str, given: str, bed: str | None) -> str:
    """`Alder, Ruth`, `R A` or `Bed 14`. Without a bed: `No bed yet`. A missing part of the name is left out."""
    family, given = family.strip(), given.strip()
    if level is NameLevel.FULL:
        return ", ".join(part for part in (family, given) if part)
    if level is NameLevel.INITIALS:
        return " ".join(part[0].upper() for part in (given, family) if part)
    return f"Bed {bed}" if bed else "No bed yet"


def surname_key(family: str) -> str:
    """Equal for surnames that look alike on a board: case, accents, spaces and marks are left out."""
    letters = unicodedata.normalize("NFKD", family).casefold()
    return "".join(letter for letter in letters if letter.isalpha())


def shared_surnames(families: Sequence[str]) -> tuple[bool, ...]:
    """For each surname, in order, whether another person in the list has it too. Empty ones are shared by nobody."""
    keys = [surname_key(family) for family in families]
    counts = Counter(keys)
    return tuple(bool(key) and counts[key] > 1 for key in keys)
