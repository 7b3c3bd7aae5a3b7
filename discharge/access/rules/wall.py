"""How a screen on a wall is known."""

import hashlib
from typing import Final

COOKIE: Final = "discharge-wall"  # holds the token of a paired screen; kept on the device alone


def digest_of_token(token: str) -> str:
    """SHA-256 of a screen's token, 64 hexadecimal letters: what the table keeps."""
    return hashlib.sha256(token.encode()).hexdigest()
