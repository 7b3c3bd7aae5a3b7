"""What a morning summary may say: a few counts with words of ours and where to look."""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_LABEL = 80  # letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One count of a summary. label: words that say what is counted (“Red days without an owner”), with the name of a
    ward or an office where it takes one, never of a person: it leaves the system. path: where they are listed.

    Raises ValueError for a label that is empty, too long or of several lines, a negative count, and a path that is not
    within the product.
    """

    label: str
    count: int
    path: str

    def __post_init__(self) -> None:
        if not self.label.strip() or len(self.label) > LONGEST_LABEL or not self.label.isprintable():
            raise ValueError(f"a label is one line of at most {LONGEST_LABEL} letters: {self.label!r}")
        if self.count < 0:
            raise ValueError(f"{self.label!r} counts less than nothing")
        if not self.path.startswith("/") or self.path.startswith("//"):
            raise ValueError(f"{self.path!r} is no address within the product")


def worth_saying(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Those that count anything, in the order given."""
    return tuple(line for line in lines if line.count)
