"""The ladder and who stands on it; escalations with every step; who has looked; what triggers have seen."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from discharge.access.models import ScopeKind
from discharge.blockers.models import Owned
from discharge.core.db import Base, Keyed
from discharge.escalation.rules.states import ClosedBy, State, StepKind, Subject
from discharge.escalation.rules.triggers import Trigger
from discharge.places.models import OfTrust

IS_OPEN = "state != 'closed'"


class LadderLevel(Keyed, Base):
    """One level as a system or an organisation decided it, from a day on; an organisation's own wins over its system's.

    answer_days: working days from reaching the level. is_always: its notices are sent at any hour.
    """

    __tablename__ = "ladder_level"
    __table_args__ = (
        UniqueConstraint("place_id", "level", "from_on"),
        CheckConstraint("level >= 1 AND level <= 5", name="level_is_on_the_ladder"),
        CheckConstraint("answer_days >= 0", name="answer_days_not_negative"),
    )

    place_kind: Mapped[ScopeKind]  # a system or an organisation
    place_id: Mapped[UUID]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))  # whose chain records it
    level: Mapped[int]
    name: Mapped[str]
    role: Mapped[str]
    answer_days: Mapped[int]
    meets: Mapped[str]
    is_always: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    source: Mapped[str] = mapped_column(Text)
    set_by: Mapped[str]
    set_at: Mapped[datetime]


class LadderPost(Keyed, Base):
    """Somebody who answers at a level of a ward, an organisation or a system, from a day, until another or for good."""

    __tablename__ = "ladder_post"
    __table_args__ = (Index("ix_ladder_post_place", "place_id", "level"),)

    place_kind: Mapped[ScopeKind]
    place_id: Mapped[UUID]
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))  # whose chain records it
    level: Mapped[int]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    is_deputy: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    until_on: Mapped[date | None]  # the last day
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Escalation(OfTrust, Keyed, Owned, Base):
    """One ask that must be answered: about a stay (and mostly a blocker), a ward, or a theme without a person.

    number: counted in its trust; shown as "E-1042". cause: a code of the red-day list, by which people who wait for the
    same are grouped; "" for none. level: where it stands. top: how far it may rise. asked_id: another organisation
    whose executive was asked; it waits for them while it is set. due_on: the last day of what is asked. answer_due_on:
    the last day on which this level answers in time; is_answer_due_sure False where holidays up to it are not known.
    promised_on: by when what was decided is to be done. paused_on: the person is not clinically ready any more.
    """

    __tablename__ = "escalation"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_a_moment"),
        CheckConstraint("level >= 1 AND level <= top AND top <= 5", name="level_not_above_its_top"),
        CheckConstraint("state IN ('to_word', 'closed') OR ask <> ''", name="worded_before_anybody_sees_it"),
        CheckConstraint("(subject = 'stay') = (stay_id IS NOT NULL)", name="stay_when_about_a_stay"),
        Index(
            "uq_escalation_open_blocker",
            "blocker_id",
            unique=True,
            sqlite_where=text(f"{IS_OPEN} AND blocker_id IS NOT NULL"),
            postgresql_where=text(f"{IS_OPEN} AND blocker_id IS NOT NULL"),
        ),
        Index("ix_escalation_stay", "stay_id", "state"),
        Index("ix_escalation_waiting", "organisation_id", "state", "level", "answer_due_on"),
        Index("ix_escalation_owner", "owner_id", "state"),
        Index("ix_escalation_asked", "asked_id", "state"),
        Index("ix_escalation_named", "named_person_id"),
    )

    number: Mapped[int]
    subject: Mapped[Subject]
    stay_id: Mapped[UUID | None] = mapped_column(ForeignKey("stay.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    ward_id: Mapped[UUID | None] = mapped_column(ForeignKey("ward.id"), index=True)  # where it was when it was raised
    blocker_id: Mapped[UUID | None] = mapped_column(ForeignKey("blocker.id"), index=True)
    cause: Mapped[str] = mapped_column(default="")
    trigger: Mapped[Trigger | None]
    state: Mapped[State]
    level: Mapped[int]
    top: Mapped[int]
    asked_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    ask: Mapped[str] = mapped_column(default="")
    why_now: Mapped[str] = mapped_column(Text, default="")
    tried: Mapped[str] = mapped_column(Text, default="")
    asked_others: Mapped[str] = mapped_column(Text, default="")
    named_person: Mapped[str] = mapped_column(default="")
    named_person_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    due_on: Mapped[date | None]
    answer_due_on: Mapped[date | None]
    is_answer_due_sure: Mapped[bool] = mapped_column(default=True)
    reached_at: Mapped[datetime]  # the level or the executive where it stands now
    promised_on: Mapped[date | None]
    paused_on: Mapped[date | None]
    raised_on: Mapped[date]
    raised_at: Mapped[datetime]
    raised_by: Mapped[str]
    raised_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[ClosedBy | None]
    outcome: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def reference(self) -> str:
        """How it is spoken of outside the trust and in e-mail."""
        return f"E-{self.number}"


class EscalationStep(OfTrust, Keyed, Base):
    """One thing that happened to an escalation; only ever added to. level: where it stood after the step.

    by_id None: the clock. level_before: where it stood before, when it changed. with_id: another organisation that was
    asked. done_by: who does what was decided. due_on: by when. answer_due_on: the clock after the step.
    """

    __tablename__ = "escalation_step"
    __table_args__ = (UniqueConstraint("escalation_id", "number"),)

    escalation_id: Mapped[UUID] = mapped_column(ForeignKey("escalation.id"))
    number: Mapped[int]
    kind: Mapped[StepKind]
    state: Mapped[State]  # after the step
    level: Mapped[int]
    level_before: Mapped[int]
    at: Mapped[datetime]
    by: Mapped[str]
    by_id: Mapped[UUID | None]
    words: Mapped[str] = mapped_column(Text, default="")
    done_by: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    answer_due_on: Mapped[date | None]
    with_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))

    @property
    def is_by_clock(self) -> bool:
        """Nobody took it: its time ran out."""
        return self.by_id is None and self.kind.is_of_clock


class EscalationLook(OfTrust, Base):
    """That somebody opened an escalation, once for each person and level: the receipt a ward asks for."""

    __tablename__ = "escalation_look"

    escalation_id: Mapped[UUID] = mapped_column(ForeignKey("escalation.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    at: Mapped[datetime]  # the first time


class Watch(OfTrust, Base):
    """Whether a trigger's condition holds for a stay, as the sweep last saw it. One row, kept while it comes and goes.

    about: the blocker or the reason it is about, "" for the stay as a whole. escalation_id: what it raised, or what
    stood already. is_on False: the condition lapsed; when it returns it raises again.
    """

    __tablename__ = "escalation_watch"
    __table_args__ = (Index("ix_escalation_watch_on", "organisation_id", "is_on"),)

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"), primary_key=True)
    trigger: Mapped[Trigger] = mapped_column(primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True, default="")
    is_on: Mapped[bool] = mapped_column(default=True)
    since_on: Mapped[date]
    changed_at: Mapped[datetime]
    escalation_id: Mapped[UUID | None] = mapped_column(ForeignKey("escalation.id"))
