"""Ward lists as they came, what a site's columns mean, rows kept back, and what lists said of each stay."""

import enum
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from discharge.core.db import Base, Keyed
from discharge.places.models import OfTrust


class ListProfile(OfTrust, Keyed, Base):
    """How one list of one site is read: which column is which field, which wards it covers.

    columns: field to the name of its column. ward_ids: the wards covered, as text. ward_names: what the list calls a
    ward to that ward's key, "" for one whose rows are left out. time_column: carries when the list was made; "" when
    the time of the upload stands for it. Rows are never deleted; the version tells a preview that the profile changed.
    """

    __tablename__ = "list_profile"
    __table_args__ = (UniqueConstraint("site_id", "name"),)

    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str]
    columns: Mapped[Mapping[str, str]] = mapped_column(JSON)
    sheet_name: Mapped[str] = mapped_column(default="")
    time_column: Mapped[str] = mapped_column(default="")
    ward_ids: Mapped[list[str]]
    ward_names: Mapped[Mapping[str, str]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    @property
    def covered(self) -> frozenset[UUID]:
        return frozenset(map(UUID, self.ward_ids))


class ListState(enum.StrEnum):
    STORED = "stored"  # here, and waiting for a person to look at what it would change
    STOPPED = "stopped"  # not applied by itself: a person must look
    APPLIED = "applied"
    REFUSED = "refused"  # could not be read; only its name, size and hash are kept


class StoredList(OfTrust, Keyed, Base):
    """One file as it came, and what became of it.

    listed_at: when the list was made, as far as is known. row_count: people on it within its profile's wards. counts:
    what was done, by kind. said: why it was refused or stopped.
    """

    __tablename__ = "stored_list"
    __table_args__ = (
        Index("ix_stored_list_site_received", "site_id", "received_at"),
        Index("ix_stored_list_profile_applied", "profile_id", "applied_at"),
    )

    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    profile_id: Mapped[UUID | None] = mapped_column(ForeignKey("list_profile.id"))
    filename: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    sheet_name: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    state: Mapped[ListState] = mapped_column(default=ListState.STORED)
    received_at: Mapped[datetime]
    received_by: Mapped[str]
    received_by_id: Mapped[UUID | None]
    said: Mapped[str] = mapped_column(Text, default="")
    listed_at: Mapped[datetime | None]
    row_count: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, int]]
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[str] = mapped_column(default="")


class RowState(enum.StrEnum):
    OPEN = "open"
    FIXED = "fixed"  # mended by a person; the same row on the next list is mended the same way
    DISCARDED = "discarded"  # left out by a person, with a reason; the same row stays left out
    GONE = "gone"  # a later list does not show this row any more


class QuarantinedRow(OfTrust, Keyed, Base):
    """A row that could not be placed, kept whole until a person fixes or discards it.

    cells: every cell as text, under `header`. digest: of the cells that are read, so that the same row on every
    hourly list is one row here. messages: what is wrong, each [column, sentence]. mended: field to the text a person
    wrote in its place.
    """

    __tablename__ = "quarantined_row"
    __table_args__ = (
        UniqueConstraint("profile_id", "digest"),
        Index("ix_quarantined_row_state", "profile_id", "state"),
    )

    profile_id: Mapped[UUID] = mapped_column(ForeignKey("list_profile.id"))
    list_id: Mapped[UUID] = mapped_column(ForeignKey("stored_list.id"))  # the first list that showed it
    digest: Mapped[str]
    row_number: Mapped[int]
    header: Mapped[list[str]]
    cells: Mapped[list[str]]
    messages: Mapped[list[list[str]]] = mapped_column(JSON)
    state: Mapped[RowState] = mapped_column(default=RowState.OPEN)
    mended: Mapped[Mapping[str, str]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(default="")
    settled_by: Mapped[str] = mapped_column(default="")
    settled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ListedField(OfTrust, Keyed, Base):
    """What lists said of one field of a stay. Values as text, days in ISO form; a ward by its key.

    applied: what a list put into the stay. What the stay holds is the list's only while it equals this; anything else
    was typed by a person and is never overwritten. listed: what the last list that said anything said. declined: what a
    person turned down; not asked again until the list says something else.
    """

    __tablename__ = "listed_field"
    __table_args__ = (UniqueConstraint("stay_id", "field"),)

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"))
    field: Mapped[str]
    listed: Mapped[str | None] = mapped_column(Text)
    applied: Mapped[str | None] = mapped_column(Text)
    declined: Mapped[str | None] = mapped_column(Text)
    listed_at: Mapped[datetime]


class ListedStay(OfTrust, Base):
    """On how many lists in a row somebody was missing."""

    __tablename__ = "listed_stay"

    stay_id: Mapped[UUID] = mapped_column(ForeignKey("stay.id"), primary_key=True)
    times_missing: Mapped[int] = mapped_column(default=0)
    missing_since: Mapped[datetime | None]
