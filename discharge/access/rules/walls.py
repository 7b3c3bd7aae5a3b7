"""Codes and tokens of screens on walls."""

import hashlib
import secrets
from datetime import timedelta
from typing import Final

LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ23456789"  # none that is read as another, and no words
CODE_LENGTH: Final = 8
CODE_GOOD_FOR: Final = timedelta(minutes=10)
LEVELS: Final = {1: "Least: the usual", 2: "More", 3: "Most: only where no visitor can see it"}


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


def digest(token: str) -> str:
    """How the table knows a token, so that reading the table opens no ward."""
    return hashlib.sha256(token.encode()).hexdigest()
