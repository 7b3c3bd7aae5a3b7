"""Meetings with partners: whom they went through, who was there, what was agreed, and the counts before and after."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from discharge.blockers.models.owed import Owned
from discharge.blockers.rules.meetings import Here, MeetingKind, Moment, Said
from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust


class Meeting(OfTrust, Keyed, Base):
    """One meeting of a trust with its partners. Its people are fixed when it begins; open while ended_at is None.

    on: the day it was held, by which people remember it.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="ended_not_before_began"),
        Index("ix_meeting_on", "organisation_id", "on"),
    )

    kind: Mapped[MeetingKind]
    on: Mapped[date]
    began_at: Mapped[datetime]
    began_by: Mapped[str]
    began_by_id: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(default="")
    ended_by_id: Mapped[UUID | None]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class MeetingWard(OfTrust, Keyed, Base):
    """A ward whose people the meeting goes through."""

    __tablename__ = "meeting_ward"
    __table_args__ = (UniqueConstraint("meeting_id", "ward_id"), Index("ix_meeting_ward_ward", "ward_id"))

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"))


class MeetingPerson(OfTrust, Keyed, Base):
    """Somebody on the list. number: their place in the order, from 1. said: what the meeting came to about them."""

    __tablename__ = "meeting_person"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        UniqueConstraint("meeting_id", "stay_id"),
        Index("ix_meeting_person_stay", "stay_id"),
    )

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    said: Mapped[Said] = mapped_column(default=Said.NOT_YET)
    said_at: Mapped[datetime | None]
    said_by: Mapped[str] = mapped_column(default="")


class MeetingAttendance(OfTrust, Keyed, Base):
    """Who came for an organisation, one of its teams, or an outside contact. people: names as they were said.

    body_key: `rules.meetings.Body.key`.
    """

    __tablename__ = "meeting_attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "body_key"),)

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    body_key: Mapped[str]
    body_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    contact_id: Mapped[UUID | None] = mapped_column(ForeignKey("outside_contact.id"))
    here: Mapped[Here]
    people: Mapped[str] = mapped_column(default="")
    said_at: Mapped[datetime]
    said_by: Mapped[str]


class MeetingAction(OfTrust, Keyed, Owned, Base):
    """What was agreed about one thing that is owed: only ever added to. The owner is who takes it from then on.

    What is owed itself stands in the blocker, which was changed in the same transaction; this says what the meeting
    made of it. due_on None: an owner without a clock. stood: how the blocker stood before, as `rules.meetings.stood`
    says it; empty where nothing was owed before, None where that was not kept. struck_at: it was entered wrongly.
    """

    __tablename__ = "meeting_action"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        Index("ix_meeting_action_stay", "stay_id"),
        Index("ix_meeting_action_blocker", "blocker_id"),
    )

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    number: Mapped[int]
    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    blocker_id: Mapped[UUID] = mapped_column(ForeignKey("blocker.id"))
    agreed: Mapped[str]
    named_person: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    at: Mapped[datetime]
    by: Mapped[str]
    by_id: Mapped[UUID | None]
    stood: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[str] = mapped_column(default="")
    struck_by_id: Mapped[UUID | None]
    struck_why: Mapped[str] = mapped_column(default="")


class MeetingCount(OfTrust, Keyed, Base):
    """How the people on the list stood at the beginning and at the end. Counted once and kept.

    people: still in hospital. owed: what partners owe about them; unnamed and late are of those. ready_days: days of
    each of the clinically ready, the first one 1, together.
    """

    __tablename__ = "meeting_count"
    __table_args__ = (UniqueConstraint("meeting_id", "moment"),)

    meeting_id: Mapped[UUID] = mapped_column(ForeignKey("meeting.id"))
    moment: Mapped[Moment]
    people: Mapped[int] = mapped_column(default=0)
    owed: Mapped[int] = mapped_column(default=0)
    unnamed: Mapped[int] = mapped_column(default=0)
    late: Mapped[int] = mapped_column(default=0)
    ready: Mapped[int] = mapped_column(default=0)
    ready_days: Mapped[int] = mapped_column(default=0)
