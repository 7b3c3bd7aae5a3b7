"""Back to what was said before. Source: docs/sources.md#marks"""

from collections.abc import Sequence

from discharge.core.errors import RuleBroken


def undo_target(revisions: Sequence[tuple[int, int | None]]) -> int:
    """The number of the revision whose content an undo brings back; 0 for "not marked".

    revisions: (number, undoes) of all, the first first, numbered from 1 without gaps; undoes is what an undo brought
    back, None for what somebody said. Undoing after an undo goes back one more, never forward.
    Raises RuleBroken when the day is back at "not marked".
    """
    stands_for = [number if undoes is None else undoes for number, undoes in revisions]
    standing = stands_for[-1] if stands_for else 0
    if standing == 0:
        raise RuleBroken("", "There is nothing to undo")
    return stands_for[standing - 2] if standing > 1 else 0
