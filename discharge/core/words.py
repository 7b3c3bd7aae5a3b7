"""Words for numbers, in any sentence."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 day`, `2 days`; `many` where an s does not do."""
    return f"{number} {one if number == 1 else many or one + 's'}"
