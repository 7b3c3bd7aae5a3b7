"""Which passwords are refused. Judged on this machine: no password and no part of one is ever sent anywhere."""

import unicodedata
from collections.abc import Iterable
from typing import Final

LEAST: Final = 12  # letters; docs/sources.md#passwords
MOST: Final = 256  # more is refused, so that nobody keeps the server hashing
READ: Final = 72  # zxcvbn judges so many letters and refuses more
STRONG_ENOUGH: Final = 3  # of 0 to 4: safe from guessing without pause for about a month
OUR_WORDS: Final = ("discharge", "hospital", "nhs", "ward")


def normal(password: str) -> str:
    """One form for each letter, so that the same password typed on another keyboard is the same."""
    return unicodedata.normalize("NFKD", password)


def fault_of(password: str, *, own_words: Iterable[str]) -> str | None:
    """What is wrong with a new password, as a sentence to show, or None.

    own_words: the person's name and e-mail address, which make guessing easy.
    """
    from zxcvbn import zxcvbn  # noqa: PLC0415 (its lists take 8 MB, of which few workers have any need)

    password = normal(password)
    if len(password) < LEAST:
        return f"Password must be {LEAST} characters or more"
    if len(password) > MOST:
        return f"Password must be {MOST} characters or fewer"
    words = _words(own_words)
    rest = password.lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    if len(rest) < LEAST / 2:
        return "Password must not be made of your own name or e-mail address"
    if zxcvbn(password[:READ], user_inputs=[*words, *OUR_WORDS])["score"] < STRONG_ENOUGH:
        return "Password is too easy to guess. Three or four words that do not belong together make a good one"
    return None


def _words(texts: Iterable[str]) -> list[str]:
    cut = "".join(letter if letter.isalnum() else " " for text in texts for letter in f"{text} ".lower())
    return sorted({normal(word) for word in cut.split() if len(word) >= 3})
