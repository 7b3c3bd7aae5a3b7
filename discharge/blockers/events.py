"""What a change to a blocker lets the modules above know."""

from dataclasses import dataclass
from uuid import UUID

from discharge.core.events import Event


@dataclass(frozen=True, slots=True)
class BlockerClosed(Event):
    """It is owed no more: done, or withdrawn. closed_by: of blockers.rules.states.ClosedBy. outcome: in words."""

    blocker_id: UUID
    stay_id: UUID
    organisation_id: UUID
    closed_by: str
    outcome: str


@dataclass(frozen=True, slots=True)
class BlockerReopened(Event):
    """What was closed is owed again, as it was."""

    blocker_id: UUID
    stay_id: UUID
    organisation_id: UUID
