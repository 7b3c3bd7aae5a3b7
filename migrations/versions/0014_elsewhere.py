"""People of ours in others' beds, of other areas in ours: placement, placement_review, from_elsewhere."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0014_elsewhere", "0013_housing"

IS_OPEN = sa.text("ended_on IS NULL AND cancelled_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "placement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("miles", sa.Integer(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=False),
        sa.Column("return_target_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_because", sa.String(length=200), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_because", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_placement_ended_not_before_started")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_placement_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_placement_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement")),
    )
    op.create_index(op.f("ix_placement_organisation_id"), "placement", ["organisation_id"])
    op.create_index(op.f("ix_placement_person_id"), "placement", ["person_id"])
    op.create_index(
        "uq_placement_open_person",
        "placement",
        ["person_id"],
        unique=True,
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )
    op.create_table(
        "placement_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_placement_review_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["placement_id"], ["placement.id"], name=op.f("fk_placement_review_placement_id_placement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placement_review")),
    )
    op.create_index(op.f("ix_placement_review_organisation_id"), "placement_review", ["organisation_id"])
    op.create_index("ix_placement_review_placement", "placement_review", ["placement_id", "reviewed_on"])
    op.create_table(
        "from_elsewhere",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("is_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("home_area", sa.String(length=200), nullable=False),
        sa.Column("taken_back_by", sa.String(length=200), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_from_elsewhere_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_from_elsewhere_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_from_elsewhere")),
        sa.UniqueConstraint("stay_id", name=op.f("uq_from_elsewhere_stay_id")),
    )
    op.create_index(op.f("ix_from_elsewhere_organisation_id"), "from_elsewhere", ["organisation_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_from_elsewhere_organisation_id"), "from_elsewhere")
    op.drop_table("from_elsewhere")
    op.drop_index("ix_placement_review_placement", "placement_review")
    op.drop_index(op.f("ix_placement_review_organisation_id"), "placement_review")
    op.drop_table("placement_review")
    op.drop_index("uq_placement_open_person", "placement")
    op.drop_index(op.f("ix_placement_person_id"), "placement")
    op.drop_index(op.f("ix_placement_organisation_id"), "placement")
    op.drop_table("placement")
