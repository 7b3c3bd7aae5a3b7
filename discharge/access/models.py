"""People who sign in, what they may do where, and what keeps guessing slow."""

import enum
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed


class Role(enum.StrEnum):
    BANK_WORKER = "bank_worker"
    WARD_MEMBER = "ward_member"
    WARD_MANAGER = "ward_manager"
    COORDINATOR = "coordinator"
    SERVICE_MANAGER = "service_manager"
    EXECUTIVE = "executive"
    SYSTEM_COORDINATOR = "system_coordinator"
    ADMINISTRATOR = "administrator"
    INFORMATION_GOVERNANCE = "information_governance"


class ScopeKind(enum.StrEnum):
    WARD = "ward"
    ORGANISATION = "organisation"
    SYSTEM = "system"


class User(UserMixin, Base):
    """Somebody who signs in. What they may do stands in their memberships, not here.

    `email` names the account; `fs_uniquifier` is what its cookies carry: a new one signs every session out.
    """

    __tablename__ = "app_user"  # "user" is a reserved word on PostgreSQL

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)  # type: ignore[assignment]  # the mixin says int
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    has_single_keys: Mapped[bool] = mapped_column(default=True)  # WCAG 2.1.4: single-letter keys can be switched off

    roles: ClassVar[list[RoleMixin]] = []  # type: ignore[misc]  # none of the library's own: memberships say what a person may do


class Membership(Keyed, Base):
    """A role at a place, from a moment, until another or for good. Ended rows stay.

    organisation_id None: a role at a whole system, which belongs to no one organisation.
    """

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_user", "user_id", "until_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))  # whose chain records it
    role: Mapped[Role]
    scope_kind: Mapped[ScopeKind]
    scope_id: Mapped[UUID]  # a ward, an organisation or a system, by scope_kind
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    given_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str] = mapped_column(default="")


class UserSession(Keyed, Base):
    """One browser in which somebody is signed in. Its row is taken away when the session ends.

    Its key stands in the signed cookie; without the row the cookie opens nothing. began_at, address and browser are for
    the person's own list of where they are signed in.
    """

    __tablename__ = "user_session"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    began_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(default="")
    browser: Mapped[str] = mapped_column(default="")


class SignInDelay(Base):
    """Wrong passwords of late for one account or one address, and until when the next try waits.

    key: "account:" or "address:" and the SHA-256 of the name, so that the table tells nobody who tried.
    """

    __tablename__ = "sign_in_delay"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
    wait_until: Mapped[datetime]


class Draft(Base):
    """What a person had half typed on a page when they were signed out; offered back to them alone, for 12 hours."""

    __tablename__ = "draft"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class Visit(Base):
    """When a person last opened a list, so that it can show what changed since."""

    __tablename__ = "visit"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    place_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    previous_at: Mapped[datetime | None]


class WallDevice(Keyed, Base):
    """A screen on a ward's wall: one ward, read only, by a token that can be taken back.

    code: what is typed on the device to pair it, gone once used. token_digest: SHA-256 of its cookie.
    """

    __tablename__ = "wall_device"
    __table_args__ = (UniqueConstraint("code"), UniqueConstraint("token_digest"))

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    ward_id: Mapped[UUID] = mapped_column(ForeignKey("ward.id"), index=True)
    name: Mapped[str]
    privacy_level: Mapped[int] = mapped_column(default=1)  # 1 lowest; the field lists are in boards
    code: Mapped[str | None]
    code_until: Mapped[datetime | None]
    token_digest: Mapped[str | None]
    paired_by_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id"))
    made_at: Mapped[datetime]
    paired_at: Mapped[datetime | None]
    until_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_shown_on: Mapped[str] = mapped_column(default="")  # the local day whose line is in the record
