"""The tables of the record. Triggers refuse to change or delete a line (migration 0001)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKeyConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base


class AuditHead(Base):
    """The newest line of one organisation's chain; its row is the lock that keeps numbers gapless.

    The key is the organisation's, or the zero UUID for what belongs to none, such as a failed sign-in.
    """

    __tablename__ = "audit_head"

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    digest: Mapped[str]


class AuditLine(Base):
    """Who did what to whose record, when and why. `digest` covers every other column and the line before."""

    __tablename__ = "audit_line"
    __table_args__ = (
        Index("ix_audit_line_person", "person_id", "at"),
        Index("ix_audit_line_group", "group_digest"),
        Index("ix_audit_line_subject", "subject_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    user_id: Mapped[UUID | None]
    user_name: Mapped[str]
    source: Mapped[str]
    cause: Mapped[str]
    request_id: Mapped[str]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    group_digest: Mapped[str]  # "" or the people shown together, see AuditGroup
    detail_digest: Mapped[str]  # "" when nothing was changed
    previous_digest: Mapped[str]
    digest: Mapped[str]


class AuditDetail(Base):
    """What was before and after, apart from its line so that it can be redacted; the line keeps its hash."""

    __tablename__ = "audit_detail"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "number"], ["audit_line.organisation_id", "audit_line.number"]),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    changes: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))  # field: [before, after]
    redacted_because: Mapped[str | None] = mapped_column(Text)


class AuditGroupMember(Base):
    """One of the people shown together on a list. The same people make the same group, stored once."""

    __tablename__ = "audit_group_member"
    __table_args__ = (Index("ix_audit_group_member_person", "person_id"),)

    group_digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
