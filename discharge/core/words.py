"""Words for numbers, in any sentence, and sentences one after another."""

from collections.abc import Iterable


def counted(number: int, one: str, many: str = "") -> str:
    """`1 day`, `2 days`; `many` where an s does not do."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def lasted(minutes: int) -> str:
    """`47 minutes`, `1 hour 5 minutes`. minutes: 0 or more."""
    hours, rest = divmod(minutes, 60)
    words = counted(rest, "minute")
    return f"{counted(hours, 'hour')} {words}" if hours else words


def sentences(parts: Iterable[str]) -> str:
    """One after another, each with one end: `Will you fund it? An answer is due by 25 November`. Empty ones go."""
    said = [part for part in parts if part]
    ended = [part if part.endswith((".", "?")) else f"{part}." for part in said[:-1]]
    return " ".join([*ended, *said[-1:]])
