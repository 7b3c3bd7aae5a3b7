"""Funding cases and what happened to them. Dates are local days (Europe/London); moments are UTC."""

import enum
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed
from discharge.funding.rules.codes import STATUSES, FundingKind, Stage
from discharge.funding.rules.split import Split
from discharge.places.models import OfTrust


class FundingCase(OfTrust, Keyed, Base):
    """One question of who pays, for one stay. The responsible bodies are the stay's own.

    state: a code of the list of steps, since the day `since`. entitlement: what the legal history said when a person
    confirmed it, in words. icb_share, council_share: in hundredths of a per cent. interim_on: since when somebody pays
    without prejudice, None while nobody does. ..._ended_on: each body's decision that aftercare is no longer needed.
    """

    __tablename__ = "funding_case"
    __table_args__ = (
        UniqueConstraint("stay_id", "kind"),
        CheckConstraint(
            "(icb_share IS NULL AND council_share IS NULL) OR icb_share + council_share = 10000",
            name="shares_are_whole",
        ),
        Index("ix_funding_case_panel_on", "organisation_id", "panel_on"),
        Index("ix_funding_case_state", "organisation_id", "state"),
        Index("ix_funding_case_person", "person_id"),
    )

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[FundingKind]
    state: Mapped[str]
    since: Mapped[date]
    opened_on: Mapped[date]
    opened_at: Mapped[datetime]
    opened_by: Mapped[str]
    closed_on: Mapped[date | None]

    entitlement: Mapped[str] = mapped_column(Text, default="")
    entitlement_by: Mapped[str] = mapped_column(default="")
    entitlement_at: Mapped[datetime | None]
    needs: Mapped[list[str]] = mapped_column(default=list)
    needs_words: Mapped[str] = mapped_column(Text, default="")

    panel_on: Mapped[date | None]
    icb_share: Mapped[int | None]
    council_share: Mapped[int | None]
    split_basis: Mapped[str] = mapped_column(default="")
    split_by: Mapped[str] = mapped_column(default="")
    split_on: Mapped[date | None]
    interim_on: Mapped[date | None]
    interim_by: Mapped[str] = mapped_column(default="")

    received_on: Mapped[date | None]  # the ICB received a positive checklist
    received_at: Mapped[datetime | None]  # the ICB received a Fast Track
    decided_on: Mapped[date | None]
    review_due_on: Mapped[date | None]
    icb_ended_on: Mapped[date | None]
    icb_ended_by: Mapped[str] = mapped_column(default="")
    council_ended_on: Mapped[date | None]
    council_ended_by: Mapped[str] = mapped_column(default="")
    blocker_id: Mapped[UUID | None] = mapped_column(ForeignKey("blocker.id"))  # open for the step that is awaited
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def split(self) -> Split | None:
        if self.icb_share is None or self.council_share is None:
            return None
        return Split(self.icb_share, self.council_share)

    @property
    def is_closed(self) -> bool:
        return STATUSES[self.state].stage is Stage.CLOSED


class StepKind(enum.StrEnum):
    OPENED = "opened"
    MOVED = "moved"
    NOTED = "noted"  # something happened, and the case is where it was
    LEFT = "left"  # the person left hospital
    BACK = "back"  # that they had left was wrong


class FundingStep(OfTrust, Keyed, Base):
    """One line of a case's ledger; only ever added to. `number` counts from 1 within the case.

    code: where the case stands after it. facts: labels to words, as shown. before: what the case was, for a step that
    may be taken back.
    """

    __tablename__ = "funding_step"
    __table_args__ = (UniqueConstraint("case_id", "number"), Index("ix_funding_step_panel_on", "panel_on"))

    case_id: Mapped[UUID] = mapped_column(ForeignKey("funding_case.id"))
    number: Mapped[int]
    kind: Mapped[StepKind]
    code: Mapped[str]
    on: Mapped[date]
    what: Mapped[str] = mapped_column(default="")  # of a note: "Clock paused"
    words: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    panel_on: Mapped[date | None]  # the panel that this step is about
    at: Mapped[datetime]
    by: Mapped[str]
    by_id: Mapped[UUID | None]


class FundingDispute(OfTrust, Keyed, Base):
    """A dispute or an appeal with dates of its own; at most one open in a case."""

    __tablename__ = "funding_dispute"
    __table_args__ = (
        CheckConstraint("settled_on IS NULL OR settled_on >= opened_on", name="settled_not_before_opened"),
        Index(
            "uq_funding_dispute_open",
            "case_id",
            unique=True,
            sqlite_where=text("settled_on IS NULL"),
            postgresql_where=text("settled_on IS NULL"),
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("funding_case.id"))
    about: Mapped[str]
    stage: Mapped[str]
    stage_on: Mapped[date]
    opened_on: Mapped[date]
    settled_on: Mapped[date | None]
    outcome: Mapped[str] = mapped_column(Text, default="")


class FundingPause(OfTrust, Keyed, Base):
    """The clock of a decision standing still for a reason of the list: [from_on, until_on)."""

    __tablename__ = "funding_pause"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="resumed_not_before_paused"),
        Index(
            "uq_funding_pause_open",
            "case_id",
            unique=True,
            sqlite_where=text("until_on IS NULL"),
            postgresql_where=text("until_on IS NULL"),
        ),
        Index("ix_funding_pause_case", "case_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("funding_case.id"))
    reason: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class FundingPaper(OfTrust, Keyed, Base):
    """Whether a paper for the panel is in hand."""

    __tablename__ = "funding_paper"
    __table_args__ = (UniqueConstraint("case_id", "paper"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("funding_case.id"))
    paper: Mapped[str]
    is_in_hand: Mapped[bool]
    changed_on: Mapped[date]
    changed_by: Mapped[str]
