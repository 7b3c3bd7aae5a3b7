"""What may be asked of the list of everything owed, and the reference by which one thing on it is told to its owner."""

import re
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import OwnerKind

PER_PAGE = 50
LONGEST_NAME = 60
_SHOWN_DIGITS = 8
_REFERENCE = re.compile(r"[0-9a-f]{8}")


class Show(StrEnum):
    """Which of it, by its clock or by what is wrong with it."""

    ALL = ""
    LATE = "late"
    SOON = "soon"
    UNNAMED = "unnamed"
    CONTESTED = "contested"
    ANSWERED = "answered"
    PAUSED = "paused"


class Sort(StrEnum):
    DUE = "due"
    AGE = "age"
    RED = "red"
    NAME = "name"
    WARD = "ward"
    OWNER = "owner"


class Group(StrEnum):
    NONE = ""
    OWNER = "owner"
    REASON = "reason"
    WARD = "ward"


class Readiness(StrEnum):
    """What delays somebody who is clinically ready, or will delay somebody who is not yet."""

    ANY = ""
    READY = "ready"
    WILL_DELAY = "will"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """owner_id: an organisation, alone or with another, or an outside contact. is_mine: the reader is named.

    words: each must be found in the person, the ward, the reason, the owner or the next step, or be a reference.
    """

    show: Show = Show.ALL
    ward_id: UUID | None = None
    owner_kind: OwnerKind | None = None
    owner_id: UUID | None = None
    reason: str = ""
    readiness: Readiness = Readiness.ANY
    is_mine: bool = False
    sort: Sort = Sort.DUE
    group: Group = Group.NONE
    page: int = 1
    words: str = ""


def reference_of(blocker_id: UUID) -> str:
    """`3F2A-9C01`: says which one to its owner, and says nothing about the person. Typed in the search, it is found."""
    digits = blocker_id.hex[:_SHOWN_DIGITS].upper()
    return f"{digits[:4]}-{digits[4:]}"


def keys_of_reference(word: str) -> tuple[UUID, UUID] | None:
    """The first and the last key that have this reference; None for a word that is none."""
    digits = word.replace("-", "").casefold()
    if not _REFERENCE.fullmatch(digits):
        return None
    rest = 32 - _SHOWN_DIGITS
    return UUID(digits + "0" * rest), UUID(digits + "f" * rest)


def check_view_name(name: str) -> None:
    """Raises RuleBroken for a saved view without a name, or with one that no list has room for."""
    if not name:
        raise RuleBroken("name", "Enter a name for this view")
    if len(name) > LONGEST_NAME:
        raise RuleBroken("name", f"The name must be {LONGEST_NAME} characters or fewer")
