"""Plans, marks with every revision, rounds, and the roll-up of each ward's day."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0004_days", "0003_stays"


def upgrade() -> None:
    op.create_table(
        "board_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("lead", sa.String(length=200), nullable=False),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.Column("started_by_id", sa.Uuid(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_board_round_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_board_round_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_round")),
    )
    op.create_index(op.f("ix_board_round_organisation_id"), "board_round", ["organisation_id"], unique=False)
    op.create_index("ix_board_round_ward_day", "board_round", ["ward_id", "day"], unique=False)
    op.create_table(
        "ward_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("occupied", sa.Integer(), nullable=False),
        sa.Column("green", sa.Integer(), nullable=False),
        sa.Column("red", sa.Integer(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.Column("unmarked", sa.Integer(), nullable=False),
        sa.Column("ready", sa.Integer(), nullable=False),
        sa.Column("planned_green_ended_red", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("absences", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ward_day_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_ward_day_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_day")),
        sa.UniqueConstraint("ward_id", "day", name=op.f("uq_ward_day_ward_id_day")),
    )
    op.create_index("ix_ward_day_day", "ward_day", ["organisation_id", "day"], unique=False)
    op.create_index(op.f("ix_ward_day_organisation_id"), "ward_day", ["organisation_id"], unique=False)
    op.create_table(
        "day_mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("revisions", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "colour", sa.Enum("green", "red", "absent", name="colour", native_enum=False, length=40), nullable=True
        ),
        sa.Column("absence_kind", sa.String(length=200), nullable=False),
        sa.Column("interventions", sa.JSON(), nullable=False),
        sa.Column("planned", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("further_reasons", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("next_step", sa.String(length=200), nullable=False),
        sa.Column("late_reason", sa.String(length=200), nullable=False),
        sa.Column("marked_by", sa.String(length=200), nullable=False),
        sa.Column("marked_by_id", sa.Uuid(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "colour IS NULL OR colour <> 'absent' OR absence_kind <> ''", name=op.f("ck_day_mark_absent_has_a_kind")
        ),
        sa.CheckConstraint(
            "colour IS NULL OR colour <> 'red' OR (reason <> '' AND owner <> '')",
            name=op.f("ck_day_mark_red_has_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_day_mark_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_day_mark_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_mark")),
        sa.UniqueConstraint("stay_id", "day", name=op.f("uq_day_mark_stay_id_day")),
    )
    op.create_index("ix_day_mark_day", "day_mark", ["organisation_id", "day"], unique=False)
    op.create_index(op.f("ix_day_mark_organisation_id"), "day_mark", ["organisation_id"], unique=False)
    op.create_table(
        "day_plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("planned_by", sa.String(length=200), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_day_plan_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_day_plan_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_plan")),
        sa.UniqueConstraint("stay_id", "day", name=op.f("uq_day_plan_stay_id_day")),
    )
    op.create_index(op.f("ix_day_plan_organisation_id"), "day_plan", ["organisation_id"], unique=False)
    op.create_table(
        "day_mark_revision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mark_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "colour", sa.Enum("green", "red", "absent", name="colour", native_enum=False, length=40), nullable=True
        ),
        sa.Column("absence_kind", sa.String(length=200), nullable=False),
        sa.Column("interventions", sa.JSON(), nullable=False),
        sa.Column("planned", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("further_reasons", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("next_step", sa.String(length=200), nullable=False),
        sa.Column("late_reason", sa.String(length=200), nullable=False),
        sa.Column("marked_by", sa.String(length=200), nullable=False),
        sa.Column("marked_by_id", sa.Uuid(), nullable=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mark_id"], ["day_mark.id"], name=op.f("fk_day_mark_revision_mark_id_day_mark")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_day_mark_revision_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_mark_revision")),
        sa.UniqueConstraint("mark_id", "number", name=op.f("uq_day_mark_revision_mark_id_number")),
    )
    op.create_index(
        op.f("ix_day_mark_revision_organisation_id"), "day_mark_revision", ["organisation_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_day_mark_revision_organisation_id"), table_name="day_mark_revision")
    op.drop_table("day_mark_revision")
    op.drop_index(op.f("ix_day_plan_organisation_id"), table_name="day_plan")
    op.drop_table("day_plan")
    op.drop_index(op.f("ix_day_mark_organisation_id"), table_name="day_mark")
    op.drop_index("ix_day_mark_day", table_name="day_mark")
    op.drop_table("day_mark")
    op.drop_index(op.f("ix_ward_day_organisation_id"), table_name="ward_day")
    op.drop_index("ix_ward_day_day", table_name="ward_day")
    op.drop_table("ward_day")
    op.drop_index("ix_board_round_ward_day", table_name="board_round")
    op.drop_index(op.f("ix_board_round_organisation_id"), table_name="board_round")
    op.drop_table("board_round")
