"""Where somebody is signed in, in words ready to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from discharge.access.forms import NothingForm
from discharge.access.models import UserSession
from discharge.core.clock import local_time


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    id: UUID
    browser: str
    since: str
    is_here: bool

    @classmethod
    def of(cls, kept: UserSession, here: UUID | None) -> "SessionLine":
        at = local_time(kept.began_at)
        since = f"since {at:%H:%M} on {at:%a} {at.day} {at:%b}"
        if kept.address:
            since += f", from {kept.address}"
        return cls(id=kept.id, browser=kept.browser or "A browser", since=since, is_here=kept.id == here)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionsPage:
    form: NothingForm
    lines: tuple[SessionLine, ...]

    @classmethod
    def of(cls, form: NothingForm, kept: Sequence[UserSession], here: UUID | None) -> "SessionsPage":
        return cls(form=form, lines=tuple(SessionLine.of(each, here) for each in kept))
