"""Meetings with partners: wards, people in order, attendance, what was agreed, counts before and after."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0024_meetings", "0023_incidents"

COUNTS = ("people", "owed", "unnamed", "late", "ready", "ready_days")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=40)


def _table(name: str, *parts: sa.Column | sa.Constraint) -> None:
    """A table of a trust with its key; its index by trust."""
    op.create_table(
        name,
        sa.Column("id", sa.Uuid(), nullable=False),
        *parts,
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        _points(name, "organisation_id", "organisation"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_organisation_id"), name, ["organisation_id"])


def _points(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))


def _once(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _key(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _words(name: str) -> sa.Column:
    return sa.Column(name, sa.String(length=200), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    _table(
        "meeting",
        sa.Column("kind", _choice("meetingkind", "weekly", "event"), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        _moment("began_at"),
        _words("began_by"),
        _key("began_by_id", nullable=True),
        _moment("ended_at", nullable=True),
        _words("ended_by"),
        _key("ended_by_id", nullable=True),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_meeting_ended_not_before_began")),
    )
    op.create_index("ix_meeting_on", "meeting", ["organisation_id", "on"])
    name = "meeting_ward"
    _table(
        name,
        _key("meeting_id"),
        _key("ward_id"),
        _points(name, "meeting_id", "meeting"),
        _points(name, "ward_id", "ward"),
        _once(name, "meeting_id", "ward_id"),
    )
    op.create_index("ix_meeting_ward_ward", name, ["ward_id"])
    name = "meeting_person"
    _table(
        name,
        _key("meeting_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _key("stay_id"),
        _key("person_id"),
        sa.Column("said", _choice("said", "not_yet", "agreed", "nothing", "passed"), nullable=False),
        _moment("said_at", nullable=True),
        _words("said_by"),
        _points(name, "meeting_id", "meeting"),
        _points(name, "stay_id", "stay"),
        _points(name, "person_id", "person"),
        _once(name, "meeting_id", "number"),
        _once(name, "meeting_id", "stay_id"),
    )
    op.create_index("ix_meeting_person_stay", name, ["stay_id"])
    name = "meeting_attendance"
    _table(
        name,
        _key("meeting_id"),
        _words("body_key"),
        _key("body_id", nullable=True),
        _key("team_id", nullable=True),
        _key("contact_id", nullable=True),
        sa.Column("here", _choice("here", "present", "apologies", "absent"), nullable=False),
        _words("people"),
        _moment("said_at"),
        _words("said_by"),
        _points(name, "meeting_id", "meeting"),
        _points(name, "body_id", "organisation"),
        _points(name, "team_id", "team"),
        _points(name, "contact_id", "outside_contact"),
        _once(name, "meeting_id", "body_key"),
    )
    name = "meeting_count"
    _table(
        name,
        _key("meeting_id"),
        sa.Column("moment", _choice("moment", "began", "ended"), nullable=False),
        *(sa.Column(count, sa.Integer(), nullable=False) for count in COUNTS),
        _points(name, "meeting_id", "meeting"),
        _once(name, "meeting_id", "moment"),
    )
    _actions()


def _actions() -> None:
    name = "meeting_action"
    kinds = ("ward", "trust", "icb", "council", "housing", "vcse", "courts", "family")
    _table(
        name,
        _key("meeting_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _key("stay_id"),
        _key("person_id"),
        _key("blocker_id"),
        _words("agreed"),
        _words("named_person"),
        sa.Column("due_on", sa.Date(), nullable=True),
        _moment("at"),
        _words("by"),
        _key("by_id", nullable=True),
        sa.Column("owner_kind", _choice("ownerkind", *kinds), nullable=False),
        _key("owner_id", nullable=True),
        _key("joint_owner_id", nullable=True),
        _key("team_id", nullable=True),
        _key("contact_id", nullable=True),
        _words("owner_key"),
        _points(name, "meeting_id", "meeting"),
        _points(name, "stay_id", "stay"),
        _points(name, "person_id", "person"),
        _points(name, "blocker_id", "blocker"),
        _points(name, "owner_id", "organisation"),
        _points(name, "joint_owner_id", "organisation"),
        _points(name, "team_id", "team"),
        _points(name, "contact_id", "outside_contact"),
        _once(name, "meeting_id", "number"),
    )
    op.create_index("ix_meeting_action_stay", name, ["stay_id"])
    op.create_index("ix_meeting_action_blocker", name, ["blocker_id"])


def downgrade() -> None:
    for name in ("action", "count", "attendance", "person", "ward"):
        op.drop_table(f"meeting_{name}")
    op.drop_table("meeting")
