"""Codes and tokens of screens on walls."""

import secrets
from datetime import timedelta
from typing import Final

LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ23456789"  # none that is read as another, and no words
CODE_LENGTH: Final = 8
CODE_GOOD_FOR: Final = timedelta(minutes=10)
LONGEST_DAYS: Final = 400  # a browser keeps the token no longer; the table says when it ends
LEVELS: Final = {
    1: "Bed and mark: the usual",
    2: "Also initials",
    3: "Surname, planned date and days clinically ready: only where no visitor can see it",
}


def new_code() -> str:
    """What a screen shows until it is paired, "BCDF-GHJK"; 28 letters in 8 places are not guessed in ten minutes."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"


def plain_code(typed: str) -> str:
    """A code as typed, without its dash, in capitals. "" for what no screen can have shown."""
    letters = "".join(letter for letter in typed.upper() if letter not in "- \t")
    is_code = len(letters) == CODE_LENGTH and set(letters) <= set(LETTERS)
    return letters if is_code else ""


def new_token() -> str:
    """What a paired screen keeps in its cookie."""
    return secrets.token_urlsafe(32)
