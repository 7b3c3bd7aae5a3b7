"""What stops people leaving: blockers with every step taken about them, and local response times."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0012_blockers", "0011_teams"

OWNER = sa.Enum(
    "ward",
    "trust",
    "icb",
    "council",
    "housing",
    "vcse",
    "courts",
    "family",
    name="ownerkind",
    native_enum=False,
    length=40,
)
STANDING = sa.text("state IN ('open', 'paused')")


def upgrade() -> None:
    op.create_table(
        "protocol",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("owner_kind", OWNER, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=True),
        sa.Column("soon_days", sa.Integer(), nullable=False),
        sa.Column("team_function", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_protocol_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol")),
        sa.UniqueConstraint(
            "organisation_id",
            "theme",
            "owner_kind",
            "from_on",
            name=op.f("uq_protocol_organisation_id_theme_owner_kind_from_on"),
        ),
    )
    op.create_index(op.f("ix_protocol_organisation_id"), "protocol", ["organisation_id"])
    op.create_table(
        "blocker",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("marked_owner", OWNER, nullable=False),
        sa.Column("named_person", sa.String(length=200), nullable=False),
        sa.Column("named_person_id", sa.Uuid(), nullable=True),
        sa.Column("next_step", sa.String(length=200), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("soon_on", sa.Date(), nullable=True),
        sa.Column("is_due_sure", sa.Boolean(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("mark", "hand", "housing", "funding", name="source", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum("open", "paused", "done", "withdrawn", name="state", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("is_answered", sa.Boolean(), nullable=False),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by", sa.String(length=200), nullable=False),
        sa.Column("raised_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "closed_by",
            sa.Enum(
                "finished",
                "withdrawn",
                "mark_undone",
                "discharge",
                "cancelled",
                name="closedby",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("owner_kind", OWNER, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("joint_owner_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("owner_key", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(state IN ('open', 'paused')) = (closed_at IS NULL)", name=op.f("ck_blocker_closed_has_a_moment")
        ),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_on IS NULL)", name=op.f("ck_blocker_closed_has_a_day")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["outside_contact.id"], name=op.f("fk_blocker_contact_id_outside_contact")
        ),
        sa.ForeignKeyConstraint(
            ["joint_owner_id"], ["organisation.id"], name=op.f("fk_blocker_joint_owner_id_organisation")
        ),
        sa.ForeignKeyConstraint(["named_person_id"], ["app_user.id"], name=op.f("fk_blocker_named_person_id_app_user")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_blocker_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_blocker_owner_id_organisation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_blocker_person_id_person")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_blocker_stay_id_stay")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_blocker_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocker")),
    )
    op.create_index(op.f("ix_blocker_named_person_id"), "blocker", ["named_person_id"])
    op.create_index(op.f("ix_blocker_organisation_id"), "blocker", ["organisation_id"])
    op.create_index("ix_blocker_owner", "blocker", ["owner_id", "state"])
    op.create_index("ix_blocker_state", "blocker", ["organisation_id", "state", "due_on"])
    op.create_index("ix_blocker_stay", "blocker", ["stay_id"])
    op.create_index(
        "uq_blocker_standing",
        "blocker",
        ["stay_id", "reason", "owner_key"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )

    op.create_table(
        "blocker_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("blocker_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "raised",
                "extended",
                "handed_on",
                "told_by_telephone",
                "answered",
                "noted",
                "named",
                "due_moved",
                "paused",
                "resumed",
                "done",
                "withdrawn",
                "reopened",
                "contested",
                "agreed",
                "refused",
                name="stepkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("mark_on", sa.Date(), nullable=True),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("owner_kind", OWNER, nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("joint_owner_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("owner_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["blocker_id"], ["blocker.id"], name=op.f("fk_blocker_step_blocker_id_blocker")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["outside_contact.id"], name=op.f("fk_blocker_step_contact_id_outside_contact")
        ),
        sa.ForeignKeyConstraint(
            ["joint_owner_id"], ["organisation.id"], name=op.f("fk_blocker_step_joint_owner_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_blocker_step_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_blocker_step_owner_id_organisation")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_blocker_step_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocker_step")),
        sa.UniqueConstraint("blocker_id", "number", name=op.f("uq_blocker_step_blocker_id_number")),
    )
    op.create_index("ix_blocker_step_mark", "blocker_step", ["blocker_id", "mark_on"])
    op.create_index(op.f("ix_blocker_step_organisation_id"), "blocker_step", ["organisation_id"])


def downgrade() -> None:
    op.drop_index("ix_blocker_step_organisation_id", "blocker_step")
    op.drop_index("ix_blocker_step_mark", "blocker_step")
    op.drop_table("blocker_step")
    op.drop_index("uq_blocker_standing", "blocker")
    op.drop_index("ix_blocker_stay", "blocker")
    op.drop_index("ix_blocker_state", "blocker")
    op.drop_index("ix_blocker_owner", "blocker")
    op.drop_index("ix_blocker_organisation_id", "blocker")
    op.drop_index("ix_blocker_named_person_id", "blocker")
    op.drop_table("blocker")
    op.drop_index("ix_protocol_organisation_id", "protocol")
    op.drop_table("protocol")
