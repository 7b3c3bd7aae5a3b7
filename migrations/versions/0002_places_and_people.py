"""Organisations, wards and what changes about them by date; people who sign in and where they may act."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0002_places_and_people", "0001_record"


def upgrade() -> None:
    op.create_table(
        "app_user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("has_single_keys", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("email", name=op.f("uq_app_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_app_user_fs_uniquifier")),
    )
    op.create_table(
        "sign_in_delay",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_delay")),
    )
    op.create_table(
        "system",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system")),
        sa.UniqueConstraint("name", name=op.f("uq_system_name")),
    )
    op.create_table(
        "draft",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_draft_user_id_app_user")),
        sa.PrimaryKeyConstraint("user_id", "path", name=op.f("pk_draft")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "trust",
                "icb",
                "council",
                "housing_provider",
                "voluntary_sector",
                name="organisationkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("ods_code", sa.String(length=200), nullable=True),
        sa.Column("system_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["system_id"], ["system.id"], name=op.f("fk_organisation_system_id_system")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
        sa.UniqueConstraint("ods_code", name=op.f("uq_organisation_ods_code")),
    )
    op.create_index(op.f("ix_organisation_system_id"), "organisation", ["system_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_visit_user_id_app_user")),
        sa.PrimaryKeyConstraint("user_id", "place_id", name=op.f("pk_visit")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "bank_worker",
                "ward_member",
                "ward_manager",
                "coordinator",
                "executive",
                "administrator",
                "information_governance",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope_kind",
            sa.Enum("ward", "organisation", "system", name="scopekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("scope_id", sa.Uuid(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["given_by_id"], ["app_user.id"], name=op.f("fk_membership_given_by_id_app_user")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_membership_user_id_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_user", "membership", ["user_id", "until_at"], unique=False)
    op.create_table(
        "site",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_site_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("code", name=op.f("uq_site_code")),
    )
    op.create_index(op.f("ix_site_organisation_id"), "site", ["organisation_id"], unique=False)
    op.create_table(
        "ward",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("bed_type", sa.String(length=200), nullable=False),
        sa.Column("age_group", sa.String(length=200), nullable=False),
        sa.Column("care_intensity", sa.String(length=200), nullable=False),
        sa.Column("sex_of_patients", sa.String(length=200), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ward_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_ward_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward")),
        sa.UniqueConstraint("site_id", "code", name=op.f("uq_ward_site_id_code")),
    )
    op.create_index(op.f("ix_ward_organisation_id"), "ward", ["organisation_id"], unique=False)
    op.create_table(
        "policy_value",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=True),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_policy_value_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_policy_value_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_value")),
        sa.UniqueConstraint(
            "organisation_id",
            "ward_id",
            "key",
            "from_on",
            name=op.f("uq_policy_value_organisation_id_ward_id_key_from_on"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("ix_policy_value_lookup", "policy_value", ["organisation_id", "key", "from_on"], unique=False)
    op.create_index(op.f("ix_policy_value_organisation_id"), "policy_value", ["organisation_id"], unique=False)
    op.create_table(
        "round_pattern",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("weekday_passes", sa.Integer(), nullable=False),
        sa.Column("weekend_passes", sa.Integer(), nullable=False),
        sa.Column("holiday_passes", sa.Integer(), nullable=False),
        sa.Column("weekly_on", sa.Integer(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "weekly_on IS NULL OR (weekly_on >= 0 AND weekly_on <= 6)",
            name=op.f("ck_round_pattern_weekly_on_is_a_weekday"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_round_pattern_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_round_pattern_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_pattern")),
        sa.UniqueConstraint("ward_id", "from_on", name=op.f("uq_round_pattern_ward_id_from_on")),
    )
    op.create_index(op.f("ix_round_pattern_organisation_id"), "round_pattern", ["organisation_id"], unique=False)
    op.create_table(
        "wall_device",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("privacy_level", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token_digest", sa.String(length=200), nullable=True),
        sa.Column("paired_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_shown_on", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_wall_device_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["paired_by_id"], ["app_user.id"], name=op.f("fk_wall_device_paired_by_id_app_user")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_wall_device_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_device")),
        sa.UniqueConstraint("code", name=op.f("uq_wall_device_code")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_wall_device_token_digest")),
    )
    op.create_index(op.f("ix_wall_device_ward_id"), "wall_device", ["ward_id"], unique=False)
    op.create_table(
        "ward_capacity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.Column("closed_beds", sa.Integer(), nullable=False),
        sa.Column("is_shut", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "beds >= 0 AND closed_beds >= 0 AND closed_beds <= beds",
            name=op.f("ck_ward_capacity_closed_beds_within_beds"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ward_capacity_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_ward_capacity_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_capacity")),
        sa.UniqueConstraint("ward_id", "from_on", name=op.f("uq_ward_capacity_ward_id_from_on")),
    )
    op.create_index(op.f("ix_ward_capacity_organisation_id"), "ward_capacity", ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_ward_capacity_organisation_id"), table_name="ward_capacity")
    op.drop_table("ward_capacity")
    op.drop_index(op.f("ix_wall_device_ward_id"), table_name="wall_device")
    op.drop_table("wall_device")
    op.drop_index(op.f("ix_round_pattern_organisation_id"), table_name="round_pattern")
    op.drop_table("round_pattern")
    op.drop_index(op.f("ix_policy_value_organisation_id"), table_name="policy_value")
    op.drop_index("ix_policy_value_lookup", table_name="policy_value")
    op.drop_table("policy_value")
    op.drop_index(op.f("ix_ward_organisation_id"), table_name="ward")
    op.drop_table("ward")
    op.drop_index(op.f("ix_site_organisation_id"), table_name="site")
    op.drop_table("site")
    op.drop_index("ix_membership_user", table_name="membership")
    op.drop_table("membership")
    op.drop_table("visit")
    op.drop_index(op.f("ix_organisation_system_id"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_table("draft")
    op.drop_table("system")
    op.drop_table("sign_in_delay")
    op.drop_table("app_user")
