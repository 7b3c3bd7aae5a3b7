"""More people on record on a ward than a page shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from discharge.access.rules import Permission
from discharge.core.actor import Actor

MOST_SHOWN = 120
"""No ward has so many people; a wrong ward list can put thousands on one, and no page grows with them."""

MOST_READ = MOST_SHOWN + 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """people: all of them. may_check: whether this actor may look at the ward's lists."""

    people: int
    may_check: bool


def first_of(
    found: Sequence[T], actor: Actor, ward_id: UUID, count: Callable[[], int]
) -> tuple[tuple[T, ...], Crowd | None]:
    """Those to show, and the crowd if there are more. found: at most MOST_READ. count: all, asked in a crowd alone."""
    if len(found) <= MOST_SHOWN:
        return tuple(found), None
    return tuple(found[:MOST_SHOWN]), Crowd(people=count(), may_check=actor.may(Permission.IMPORT_LISTS, ward_id))
