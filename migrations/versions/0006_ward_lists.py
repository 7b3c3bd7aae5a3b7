"""Ward lists: profiles, stored files, quarantined rows, and what lists said of each stay."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0006_ward_lists", "0005_ready_words"


def upgrade() -> None:
    op.create_table(
        "list_profile",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("sheet_name", sa.String(length=200), nullable=False),
        sa.Column("time_column", sa.String(length=200), nullable=False),
        sa.Column("ward_ids", sa.JSON(), nullable=False),
        sa.Column("ward_names", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_list_profile_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_list_profile_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_profile")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_list_profile_site_id_name")),
    )
    op.create_index(op.f("ix_list_profile_organisation_id"), "list_profile", ["organisation_id"], unique=False)
    op.create_table(
        "stored_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=True),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=200), nullable=False),
        sa.Column("sheet_name", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("stored", "stopped", "applied", "refused", name="liststate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.String(length=200), nullable=False),
        sa.Column("received_by_id", sa.Uuid(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_by", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stored_list_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["list_profile.id"], name=op.f("fk_stored_list_profile_id_list_profile")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_stored_list_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_list")),
    )
    op.create_index(op.f("ix_stored_list_organisation_id"), "stored_list", ["organisation_id"], unique=False)
    op.create_index("ix_stored_list_profile_applied", "stored_list", ["profile_id", "applied_at"], unique=False)
    op.create_index("ix_stored_list_site_received", "stored_list", ["site_id", "received_at"], unique=False)
    op.create_table(
        "listed_field",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("listed", sa.Text(), nullable=True),
        sa.Column("applied", sa.Text(), nullable=True),
        sa.Column("declined", sa.Text(), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_listed_field_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_listed_field_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_field")),
        sa.UniqueConstraint("stay_id", "field", name=op.f("uq_listed_field_stay_id_field")),
    )
    op.create_index(op.f("ix_listed_field_organisation_id"), "listed_field", ["organisation_id"], unique=False)
    op.create_table(
        "listed_stay",
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("times_missing", sa.Integer(), nullable=False),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_listed_stay_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_listed_stay_stay_id_stay")),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_listed_stay")),
    )
    op.create_index(op.f("ix_listed_stay_organisation_id"), "listed_stay", ["organisation_id"], unique=False)
    op.create_table(
        "quarantined_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("profile_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=200), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "fixed", "discarded", "gone", name="rowstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("mended", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("settled_by", sa.String(length=200), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["stored_list.id"], name=op.f("fk_quarantined_row_list_id_stored_list")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_quarantined_row_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id"], ["list_profile.id"], name=op.f("fk_quarantined_row_profile_id_list_profile")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantined_row")),
        sa.UniqueConstraint("profile_id", "digest", name=op.f("uq_quarantined_row_profile_id_digest")),
    )
    op.create_index(op.f("ix_quarantined_row_organisation_id"), "quarantined_row", ["organisation_id"], unique=False)
    op.create_index("ix_quarantined_row_state", "quarantined_row", ["profile_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_table("quarantined_row")
    op.drop_table("listed_stay")
    op.drop_table("listed_field")
    op.drop_table("stored_list")
    op.drop_table("list_profile")
