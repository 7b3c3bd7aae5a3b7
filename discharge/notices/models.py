"""What people were told, what waits to leave by e-mail, and what they turned off."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from discharge.core.db import Base, Keyed
from discharge.notices.rules.kinds import Kind
from discharge.notices.rules.trying import Fault, State


class ToldNotice(Keyed, Base):
    """One thing that one person was told: a line of their bell. Told again under the same key, it is the same line.

    organisation_id None: of a whole system. path: an address within the product. lines: of a digest, each with label,
    count and path; empty for every other kind.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "key"),
        Index("ix_notice_unread", "user_id", "read_at"),
        CheckConstraint("path LIKE '/%'", name="path_is_within"),
    )

    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    kind: Mapped[Kind]
    key: Mapped[str]
    reference: Mapped[str]
    path: Mapped[str]
    lines: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    told_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class OutgoingMail(Keyed, Base):
    """The e-mail of one notice; its key makes the Message-ID, so that a mail sent twice is known as one.

    not_before_at: no try before this moment; moves with each try. reckoned_at: when that moment was worked out: a
    moment still to come means that the clock was set back. held_by, held_until: the sender who has it in hand.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("notice_id"),
        Index("ix_outbox_due", "state", "not_before_at"),
    )

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice.id"))
    is_always: Mapped[bool]  # at any hour of any day
    state: Mapped[State]
    attempts: Mapped[int]
    not_before_at: Mapped[datetime]
    gives_up_at: Mapped[datetime]
    reckoned_at: Mapped[datetime]
    held_by: Mapped[UUID | None]
    held_until: Mapped[datetime | None]
    fault: Mapped[Fault]
    fault_code: Mapped[int | None]  # the mail server's number, such as 550
    settled_at: Mapped[datetime | None]  # when it was sent, given up or no longer needed

    notice: Mapped[ToldNotice] = relationship(lazy="raise_on_sql")


class NoticeChoice(Base):
    """A kind of notice that a person does not want, or wants again. Without a row they get it."""

    __tablename__ = "notice_choice"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(primary_key=True)
    is_off: Mapped[bool]
    changed_at: Mapped[datetime]
