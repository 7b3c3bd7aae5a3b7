"""How a stay is spoken of where nobody may know whose it is. Source: docs/sources.md#pseudonymity"""

from uuid import UUID

_SHOWN_DIGITS = 8


def reference_of_stay(stay_id: UUID) -> str:
    """`S-3F2A-9C01`, the same as long as the stay is kept.

    It comes from the random key of the stay's row: nothing about the person goes into it, so that nobody can work it
    out from a name, a number or a date.
    """
    digits = stay_id.hex[:_SHOWN_DIGITS].upper()
    return f"S-{digits[:4]}-{digits[4:]}"
