"""Who pays: funding cases with their ledger, disputes, pauses of the clock and papers for the panel."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0016_funding", "0015_housing_waits"


def upgrade() -> None:
    op.create_table(
        "funding_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind", sa.Enum("s117", "chc", "other", name="fundingkind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("entitlement", sa.Text(), nullable=False),
        sa.Column("entitlement_by", sa.String(length=200), nullable=False),
        sa.Column("entitlement_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("needs_words", sa.Text(), nullable=False),
        sa.Column("panel_on", sa.Date(), nullable=True),
        sa.Column("icb_share", sa.Integer(), nullable=True),
        sa.Column("council_share", sa.Integer(), nullable=True),
        sa.Column("split_basis", sa.String(length=200), nullable=False),
        sa.Column("split_by", sa.String(length=200), nullable=False),
        sa.Column("split_on", sa.Date(), nullable=True),
        sa.Column("interim_on", sa.Date(), nullable=True),
        sa.Column("interim_by", sa.String(length=200), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("review_due_on", sa.Date(), nullable=True),
        sa.Column("icb_ended_on", sa.Date(), nullable=True),
        sa.Column("icb_ended_by", sa.String(length=200), nullable=False),
        sa.Column("council_ended_on", sa.Date(), nullable=True),
        sa.Column("council_ended_by", sa.String(length=200), nullable=False),
        sa.Column("blocker_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(icb_share IS NULL AND council_share IS NULL) OR icb_share + council_share = 10000",
            name=op.f("ck_funding_case_shares_are_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_funding_case_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["blocker_id"], ["blocker.id"], name=op.f("fk_funding_case_blocker_id_blocker")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_funding_case_person_id_person")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_funding_case_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_case")),
        sa.UniqueConstraint("stay_id", "kind", name=op.f("uq_funding_case_stay_id_kind")),
    )
    op.create_index(op.f("ix_funding_case_organisation_id"), "funding_case", ["organisation_id"], unique=False)
    op.create_index("ix_funding_case_panel_on", "funding_case", ["organisation_id", "panel_on"], unique=False)
    op.create_index("ix_funding_case_person", "funding_case", ["person_id"], unique=False)
    op.create_index("ix_funding_case_state", "funding_case", ["organisation_id", "state"], unique=False)

    op.create_table(
        "funding_dispute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("stage", sa.String(length=200), nullable=False),
        sa.Column("stage_on", sa.Date(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "settled_on IS NULL OR settled_on >= opened_on", name=op.f("ck_funding_dispute_settled_not_before_opened")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["funding_case.id"], name=op.f("fk_funding_dispute_case_id_funding_case")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_funding_dispute_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_dispute")),
    )
    op.create_index(op.f("ix_funding_dispute_organisation_id"), "funding_dispute", ["organisation_id"], unique=False)
    op.create_index(
        "uq_funding_dispute_open",
        "funding_dispute",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("settled_on IS NULL"),
        postgresql_where=sa.text("settled_on IS NULL"),
    )

    op.create_table(
        "funding_paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("paper", sa.String(length=200), nullable=False),
        sa.Column("is_in_hand", sa.Boolean(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["funding_case.id"], name=op.f("fk_funding_paper_case_id_funding_case")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_funding_paper_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_paper")),
        sa.UniqueConstraint("case_id", "paper", name=op.f("uq_funding_paper_case_id_paper")),
    )
    op.create_index(op.f("ix_funding_paper_organisation_id"), "funding_paper", ["organisation_id"], unique=False)

    op.create_table(
        "funding_pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_funding_pause_resumed_not_before_paused")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["funding_case.id"], name=op.f("fk_funding_pause_case_id_funding_case")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_funding_pause_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_pause")),
    )
    op.create_index("ix_funding_pause_case", "funding_pause", ["case_id"], unique=False)
    op.create_index(op.f("ix_funding_pause_organisation_id"), "funding_pause", ["organisation_id"], unique=False)
    op.create_index(
        "uq_funding_pause_open",
        "funding_pause",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text("until_on IS NULL"),
        postgresql_where=sa.text("until_on IS NULL"),
    )

    op.create_table(
        "funding_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("opened", "moved", "noted", "left", "back", name="stepkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("panel_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["funding_case.id"], name=op.f("fk_funding_step_case_id_funding_case")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_funding_step_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_step")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_funding_step_case_id_number")),
    )
    op.create_index(op.f("ix_funding_step_organisation_id"), "funding_step", ["organisation_id"], unique=False)
    op.create_index("ix_funding_step_panel_on", "funding_step", ["panel_on"], unique=False)


def downgrade() -> None:
    op.drop_table("funding_step")
    op.drop_table("funding_pause")
    op.drop_table("funding_paper")
    op.drop_table("funding_dispute")
    op.drop_table("funding_case")
