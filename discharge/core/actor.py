"""Who acts, what for, and from where. Made by `access` for people; by a command line for what runs by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

NOWHERE: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The person (or process) behind a request.

    powers: each power and the keys of the places in which this actor has it.
    numbers: what the places of this actor decided and policies compare with; one that is not here has its default.
    everywhere: a process of the system itself, which policies admit to every place.
    source: the door: "web", "cli", "demo", "feed".
    cause: the event or reason this is done for, kept in the record; "" for a person's own act.
    """

    user_id: UUID | None
    name: str
    powers: Mapping[StrEnum, frozenset[UUID]] = field(default_factory=dict)
    numbers: Mapping[StrEnum, int] = field(default_factory=dict)
    everywhere: bool = False
    source: str = "web"
    cause: str = ""
    request_id: str = ""

    def may(self, power: StrEnum, place_id: UUID) -> bool:
        """True where this actor has the power at that place."""
        return self.everywhere or place_id in self.powers.get(power, NOWHERE)

    def may_somewhere(self, power: StrEnum) -> bool:
        """True where this actor has the power at any place: the coarse check of a route."""
        return self.everywhere or bool(self.powers.get(power))

    def places(self, power: StrEnum) -> frozenset[UUID]:
        """The places in which this actor has the power. Empty for `everywhere`: ask that first."""
        return self.powers.get(power, NOWHERE)

    def acting_for(self, cause: str) -> "Actor":
        """The same actor doing what an event demands: admitted everywhere, the person and the cause kept."""
        return replace(self, everywhere=True, cause=cause)


def process(name: str, *, source: str, cause: str = "") -> Actor:
    """An actor for what no signed-in person does: a command line, a feed, the demonstration."""
    return Actor(user_id=None, name=name, everywhere=True, source=source, cause=cause)
