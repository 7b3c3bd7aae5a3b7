"""Blockers and every step taken about them; local response times; lists that somebody keeps at hand."""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import ClosedBy, Source, State, StepKind
from discharge.core.db import Base, Keyed
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import OfTrust

IS_STANDING = "state IN ('open', 'paused')"


class Owned:
    """The same columns in a blocker and in each of its steps. owner_key: `Owner.key`, for the unique index."""

    owner_kind: Mapped[OwnerKind]
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    joint_owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("outside_contact.id"))
    owner_key: Mapped[str]

    @property
    def owner(self) -> Owner:
        return owner_in(self)

    @owner.setter
    def owner(self, owner: Owner) -> None:
        self.owner_kind, self.owner_id, self.joint_owner_id = owner.kind, owner.organisation_id, owner.joint_id
        self.team_id, self.contact_id, self.owner_key = owner.team_id, owner.contact_id, owner.key


def owner_in(row: Any) -> Owner:
    """The owner in a row that has the columns `OWNER_KEYS`."""
    return Owner(row.owner_kind, row.owner_id, row.joint_owner_id, row.team_id, row.contact_id)


class Blocker(OfTrust, Keyed, Owned, Base):
    """Something that stops a person leaving: who owes what by when. One standing for each stay, reason and owner.

    named_person "": nobody is named, which is shown as a fault. raised_on: the first day of the wait, which may lie
    before the moment it was entered. marked_owner: the owner in the marks whose red days it counts. received_on: the
    day from which the response time runs. soon_on: due soon from this day. is_answered: the owner answered, and this
    ward is to act. is_flagged: the mark that raised it was undone after somebody had worked on it.
    """

    __tablename__ = "blocker"
    __table_args__ = (
        CheckConstraint("(state IN ('open', 'paused')) = (closed_at IS NULL)", name="closed_has_a_moment"),
        CheckConstraint("(closed_at IS NULL) = (closed_on IS NULL)", name="closed_has_a_day"),
        Index(
            "uq_blocker_standing",
            "stay_id",
            "reason",
            "owner_key",
            unique=True,
            sqlite_where=text(IS_STANDING),
            postgresql_where=text(IS_STANDING),
        ),
        Index("ix_blocker_stay", "stay_id"),
        Index("ix_blocker_state", "organisation_id", "state", "due_on"),
        Index("ix_blocker_owner", "owner_id", "state"),
    )

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]  # a code of the red-day list
    marked_owner: Mapped[OwnerKind]
    named_person: Mapped[str] = mapped_column(default="")
    named_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"), index=True)
    next_step: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date | None]
    due_on: Mapped[date | None]
    soon_on: Mapped[date | None]
    is_due_sure: Mapped[bool] = mapped_column(default=True)  # False: holidays up to the due date are not known
    source: Mapped[Source]
    state: Mapped[State] = mapped_column(default=State.OPEN)
    is_answered: Mapped[bool] = mapped_column(default=False)
    is_flagged: Mapped[bool] = mapped_column(default=False)
    raised_on: Mapped[date]
    raised_at: Mapped[datetime]
    raised_by: Mapped[str]
    raised_by_id: Mapped[UUID | None]
    closed_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[ClosedBy | None]
    outcome: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def is_standing(self) -> bool:
        return self.state.is_open


OWNER_KEYS: Final = (
    Blocker.owner_kind,
    Blocker.owner_id,
    Blocker.joint_owner_id,
    Blocker.team_id,
    Blocker.contact_id,
)


class BlockerStep(OfTrust, Keyed, Owned, Base):
    """One thing that happened to a blocker; only ever added to. The owner is the one it had after the step.

    on: the day from which it counts. mark_on: the marked day that caused it. is_ours: from here on this ward is to act.
    about: for contest and agreement, the number of the step with which the wait began. days: how many were claimed.
    """

    __tablename__ = "blocker_step"
    __table_args__ = (
        UniqueConstraint("blocker_id", "number"),
        Index("ix_blocker_step_mark", "blocker_id", "mark_on"),
    )

    blocker_id: Mapped[UUID] = mapped_column(ForeignKey("blocker.id"))
    number: Mapped[int]
    kind: Mapped[StepKind]
    on: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str]
    by_id: Mapped[UUID | None]
    words: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]
    is_ours: Mapped[bool] = mapped_column(default=False)
    mark_on: Mapped[date | None]
    about: Mapped[int | None]
    days: Mapped[int | None]


class Protocol(OfTrust, Keyed, Base):
    """What a trust agreed for one kind of thing awaited and one kind of owner, from a day on.

    theme "": every theme without a line of its own. answer_days None: no clock. team_function: who answers, or "".
    """

    __tablename__ = "protocol"
    __table_args__ = (UniqueConstraint("organisation_id", "theme", "owner_kind", "from_on"),)

    theme: Mapped[str] = mapped_column(default="")
    owner_kind: Mapped[OwnerKind]
    from_on: Mapped[date]
    answer_days: Mapped[int | None]
    soon_days: Mapped[int]
    team_function: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(Text)
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class SavedView(Keyed, Base):
    """A way to look at the worklist that somebody gave a name. address: what stands after the question mark."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    name: Mapped[str]
    address: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
