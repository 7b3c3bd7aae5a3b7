"""The single keys of each screen and what they do, in words: the one list that every help is made of.

A test holds it against the scripts and templates in which the keys act.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_SHOWN: Final[Mapping[str, str]] = {"1-9": "1 to 9", "left": "←", "right": "→", "escape": "Esc"}


@dataclass(frozen=True, slots=True)
class Key:
    """name: as scripts and templates call it; "1-9" for the digits."""

    name: str
    does: str

    @property
    def shown(self) -> str:
        """As it stands on a keyboard."""
        return _SHOWN.get(self.name, self.name.upper())


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """The keys of one screen. id: of its heading, to link to."""

    id: str
    title: str
    keys: tuple[Key, ...]


_HERE: Final = Key("?", "Show these keys")
_PERSON: Final = (
    Key("left", "The person before"),
    Key("right", "The person after"),
    Key("b", "Blank the screen, and show it again"),
)
ROUND: Final = KeyGroup(
    "round",
    "Board round",
    (
        Key("g", "Green day with the steps that are ticked; while planning, keep the plan"),
        Key("r", "Red day: then the number of what was awaited"),
        Key("/", "Find another reason for a red day"),
        Key("s", "Same as the last mark"),
        Key("a", "Away: then the number of the kind"),
        Key("1-9", "Tick or untick a step; after R or A, choose"),
        Key("o", "After a red day: somebody else owes it"),
        Key("f", "After a green day: finish what was owed"),
        Key("u", "Undo the last mark"),
        Key("e", "Where the EDD has passed: a new date"),
        Key("w", "Where the EDD has passed: what is awaited"),
        Key("d", "Where the EDD has passed: ask"),
        Key("escape", "Take back R or A; leave a box or a question"),
        *_PERSON,
        Key("l", "Leave the round"),
        Key("n", "At the end: end the round"),
        _HERE,
    ),
)
MEETING: Final = KeyGroup(
    "meeting",
    "Meeting with partners",
    (
        Key("1-9", "Choose what it is about"),
        Key("w", "Write what was agreed; Tab goes on to who and by when, Enter saves and shows the next person"),
        Key("n", "Nothing to agree"),
        Key("p", "Pass over"),
        Key("escape", "Leave a box"),
        *_PERSON,
        Key("l", "Leave the person for what was agreed"),
        _HERE,
    ),
)
WORKLIST: Final = KeyGroup(
    "worklist",
    "Worklist",
    (
        Key("j", "The next line; the arrow down too"),
        Key("k", "The line before; the arrow up too"),
        Key("x", "Tick or untick the line"),
        Key("/", "Search"),
        _HERE,
    ),
)
KEY_GROUPS: Final = (ROUND, MEETING, WORKLIST)
