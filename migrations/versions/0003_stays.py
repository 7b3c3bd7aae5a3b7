"""People, their stays and legs, absences, authorities, EDDs, readiness, leaving and follow-up."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0003_stays", "0002_places_and_people"


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("local_number", sa.String(length=200), nullable=False),
        sa.Column("nhs_number", sa.String(length=200), nullable=True),
        sa.Column("nhs_number_status", sa.String(length=200), nullable=False),
        sa.Column("surname", sa.String(length=200), nullable=False),
        sa.Column("given_name", sa.String(length=200), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.Column("is_address_protected", sa.Boolean(), nullable=False),
        sa.Column("has_learning_disability", sa.Boolean(), nullable=False),
        sa.Column("is_autistic", sa.Boolean(), nullable=False),
        sa.Column("interpreter", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_person_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("organisation_id", "local_number", name=op.f("uq_person_organisation_id_local_number")),
        sa.UniqueConstraint("organisation_id", "nhs_number", name=op.f("uq_person_organisation_id_nhs_number")),
    )
    op.create_index(op.f("ix_person_organisation_id"), "person", ["organisation_id"], unique=False)
    op.create_index("ix_person_surname", "person", ["organisation_id", "surname"], unique=False)
    op.create_table(
        "stay",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=False),
        sa.Column("last_ward_id", sa.Uuid(), nullable=False),
        sa.Column("bed", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "left", "cancelled", name="staystate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("spell_number", sa.String(length=200), nullable=False),
        sa.Column("admitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("admitted_on", sa.Date(), nullable=False),
        sa.Column("is_admission_time_known", sa.Boolean(), nullable=False),
        sa.Column("admission_method", sa.String(length=200), nullable=False),
        sa.Column("admission_source", sa.String(length=200), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("cancelled_because", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("discharge_criteria", sa.Text(), nullable=False),
        sa.Column("formulation_done_on", sa.Date(), nullable=True),
        sa.Column("planned_discharge_on", sa.Date(), nullable=True),
        sa.Column("next_discharge_step", sa.String(length=200), nullable=False),
        sa.Column("consultant", sa.String(length=200), nullable=False),
        sa.Column("key_worker", sa.String(length=200), nullable=False),
        sa.Column("community_team", sa.String(length=200), nullable=False),
        sa.Column("receiving_team_kind", sa.String(length=200), nullable=False),
        sa.Column("receiving_team", sa.String(length=200), nullable=False),
        sa.Column("has_receiving_team_accepted", sa.Boolean(), nullable=True),
        sa.Column("responsible_icb_id", sa.Uuid(), nullable=True),
        sa.Column("responsible_icb_basis", sa.String(length=200), nullable=False),
        sa.Column("responsible_icb_on", sa.Date(), nullable=True),
        sa.Column("responsible_council_id", sa.Uuid(), nullable=True),
        sa.Column("responsible_council_basis", sa.String(length=200), nullable=False),
        sa.Column("responsible_council_on", sa.Date(), nullable=True),
        sa.Column("knows_date", sa.String(length=200), nullable=False),
        sa.Column("agrees_date", sa.String(length=200), nullable=False),
        sa.Column("carer", sa.String(length=200), nullable=False),
        sa.Column("carer_permission", sa.String(length=200), nullable=False),
        sa.Column("advocate", sa.String(length=200), nullable=False),
        sa.Column("accommodation_status", sa.String(length=200), nullable=False),
        sa.Column("is_home_at_risk", sa.Boolean(), nullable=True),
        sa.Column("out_of_area_reason", sa.String(length=200), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("left_on IS NULL OR left_on >= admitted_on", name=op.f("ck_stay_left_not_before_admitted")),
        sa.ForeignKeyConstraint(["last_ward_id"], ["ward.id"], name=op.f("fk_stay_last_ward_id_ward")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_stay_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stay_person_id_person")),
        sa.ForeignKeyConstraint(
            ["responsible_council_id"], ["organisation.id"], name=op.f("fk_stay_responsible_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_icb_id"], ["organisation.id"], name=op.f("fk_stay_responsible_icb_id_organisation")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_stay_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay")),
    )
    op.create_index("ix_stay_left_on", "stay", ["organisation_id", "left_on"], unique=False)
    op.create_index(op.f("ix_stay_organisation_id"), "stay", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_stay_person_id"), "stay", ["person_id"], unique=False)
    op.create_index("ix_stay_ward_state", "stay", ["last_ward_id", "state"], unique=False)
    op.create_index(
        "uq_stay_open_person",
        "stay",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "absence_period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_ministry_consent_recorded", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "returned_at IS NULL OR returned_at >= from_at", name=op.f("ck_absence_period_returned_not_before_left")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_absence_period_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_absence_period_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_period")),
    )
    op.create_index(op.f("ix_absence_period_organisation_id"), "absence_period", ["organisation_id"], unique=False)
    op.create_index("ix_absence_period_stay", "absence_period", ["stay_id", "from_at"], unique=False)
    op.create_index(
        "uq_absence_period_open",
        "absence_period",
        ["stay_id"],
        unique=True,
        sqlite_where=sa.text("returned_at IS NULL AND cancelled_at IS NULL"),
        postgresql_where=sa.text("returned_at IS NULL AND cancelled_at IS NULL"),
    )
    op.create_table(
        "discharge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("destination", sa.String(length=200), nullable=False),
        sa.Column("is_ministry_consent_recorded", sa.Boolean(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_because", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_discharge_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_discharge_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discharge")),
    )
    op.create_index(op.f("ix_discharge_organisation_id"), "discharge", ["organisation_id"], unique=False)
    op.create_index(
        "uq_discharge_standing",
        "discharge",
        ["stay_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "edd_ask",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("ask_whom", sa.String(length=200), nullable=False),
        sa.Column("ask_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awaits", sa.String(length=200), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_edd_ask_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_edd_ask_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edd_ask")),
    )
    op.create_index(op.f("ix_edd_ask_organisation_id"), "edd_ask", ["organisation_id"], unique=False)
    op.create_index("ix_edd_ask_stay", "edd_ask", ["stay_id", "asked_at"], unique=False)
    op.create_table(
        "expected_discharge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("reason_kind", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_expected_discharge_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_expected_discharge_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_discharge")),
        sa.UniqueConstraint("stay_id", "number", name=op.f("uq_expected_discharge_stay_id_number")),
    )
    op.create_index(
        op.f("ix_expected_discharge_organisation_id"), "expected_discharge", ["organisation_id"], unique=False
    )
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("receiving_team", sa.String(length=200), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_hours", sa.Integer(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum("owed", "done", "closed", "cancelled", name="followupstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("contact_mechanism", sa.String(length=200), nullable=False),
        sa.Column("closed_because", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_follow_up_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_follow_up_stay_id_stay")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_follow_up_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_organisation_id"), "follow_up", ["organisation_id"], unique=False)
    op.create_index("ix_follow_up_stay", "follow_up", ["stay_id"], unique=False)
    op.create_index("ix_follow_up_ward_state", "follow_up", ["ward_id", "state"], unique=False)
    op.create_table(
        "key_date",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_key_date_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_key_date_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_date")),
    )
    op.create_index(op.f("ix_key_date_organisation_id"), "key_date", ["organisation_id"], unique=False)
    op.create_index("ix_key_date_stay", "key_date", ["stay_id", "on"], unique=False)
    op.create_table(
        "legal_period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("struck_out_because", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_legal_period_ended_not_before_started")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_legal_period_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_legal_period_person_id_person")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_legal_period_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_period")),
    )
    op.create_index(op.f("ix_legal_period_organisation_id"), "legal_period", ["organisation_id"], unique=False)
    op.create_index("ix_legal_period_person", "legal_period", ["person_id", "started_on"], unique=False)
    op.create_index(op.f("ix_legal_period_stay_id"), "legal_period", ["stay_id"], unique=False)
    op.create_table(
        "ready_period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("is_clinical_decision", sa.Boolean(), nullable=False),
        sa.Column("is_team_decision", sa.Boolean(), nullable=False),
        sa.Column("is_safe", sa.Boolean(), nullable=False),
        sa.Column("were_person_views_heard", sa.Boolean(), nullable=False),
        sa.Column("were_carer_views_heard", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("ended_because", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_ready_period_ended_not_before_started")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ready_period_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_ready_period_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_period")),
    )
    op.create_index(op.f("ix_ready_period_organisation_id"), "ready_period", ["organisation_id"], unique=False)
    op.create_index("ix_ready_period_stay", "ready_period", ["stay_id", "started_on"], unique=False)
    op.create_index(
        "uq_ready_period_open",
        "ready_period",
        ["stay_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.create_table(
        "ward_stay",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("bed", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_time_assumed", sa.Boolean(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_ward_stay_ended_not_before_started")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ward_stay_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_ward_stay_stay_id_stay")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_ward_stay_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ward_stay")),
    )
    op.create_index(op.f("ix_ward_stay_organisation_id"), "ward_stay", ["organisation_id"], unique=False)
    op.create_index("ix_ward_stay_stay", "ward_stay", ["stay_id", "started_at"], unique=False)
    op.create_index("ix_ward_stay_ward", "ward_stay", ["ward_id", "started_at", "ended_at"], unique=False)
    op.create_index(
        "uq_ward_stay_open",
        "ward_stay",
        ["stay_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "ready_reason",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("attributable_to", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ready_reason_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"], ["ready_period.id"], name=op.f("fk_ready_reason_period_id_ready_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ready_reason")),
        sa.UniqueConstraint("period_id", "from_on", name=op.f("uq_ready_reason_period_id_from_on")),
    )
    op.create_index(op.f("ix_ready_reason_organisation_id"), "ready_reason", ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_ready_reason_organisation_id"), table_name="ready_reason")
    op.drop_table("ready_reason")
    op.drop_index(
        "uq_ward_stay_open",
        table_name="ward_stay",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_ward_stay_ward", table_name="ward_stay")
    op.drop_index("ix_ward_stay_stay", table_name="ward_stay")
    op.drop_index(op.f("ix_ward_stay_organisation_id"), table_name="ward_stay")
    op.drop_table("ward_stay")
    op.drop_index(
        "uq_ready_period_open",
        table_name="ready_period",
        sqlite_where=sa.text("ended_on IS NULL"),
        postgresql_where=sa.text("ended_on IS NULL"),
    )
    op.drop_index("ix_ready_period_stay", table_name="ready_period")
    op.drop_index(op.f("ix_ready_period_organisation_id"), table_name="ready_period")
    op.drop_table("ready_period")
    op.drop_index(op.f("ix_legal_period_stay_id"), table_name="legal_period")
    op.drop_index("ix_legal_period_person", table_name="legal_period")
    op.drop_index(op.f("ix_legal_period_organisation_id"), table_name="legal_period")
    op.drop_table("legal_period")
    op.drop_index("ix_key_date_stay", table_name="key_date")
    op.drop_index(op.f("ix_key_date_organisation_id"), table_name="key_date")
    op.drop_table("key_date")
    op.drop_index("ix_follow_up_ward_state", table_name="follow_up")
    op.drop_index("ix_follow_up_stay", table_name="follow_up")
    op.drop_index(op.f("ix_follow_up_organisation_id"), table_name="follow_up")
    op.drop_table("follow_up")
    op.drop_index(op.f("ix_expected_discharge_organisation_id"), table_name="expected_discharge")
    op.drop_table("expected_discharge")
    op.drop_index("ix_edd_ask_stay", table_name="edd_ask")
    op.drop_index(op.f("ix_edd_ask_organisation_id"), table_name="edd_ask")
    op.drop_table("edd_ask")
    op.drop_index(
        "uq_discharge_standing",
        table_name="discharge",
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.drop_index(op.f("ix_discharge_organisation_id"), table_name="discharge")
    op.drop_table("discharge")
    op.drop_index(
        "uq_absence_period_open",
        table_name="absence_period",
        sqlite_where=sa.text("returned_at IS NULL AND cancelled_at IS NULL"),
        postgresql_where=sa.text("returned_at IS NULL AND cancelled_at IS NULL"),
    )
    op.drop_index("ix_absence_period_stay", table_name="absence_period")
    op.drop_index(op.f("ix_absence_period_organisation_id"), table_name="absence_period")
    op.drop_table("absence_period")
    op.drop_index(
        "uq_stay_open_person",
        table_name="stay",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_stay_ward_state", table_name="stay")
    op.drop_index(op.f("ix_stay_person_id"), table_name="stay")
    op.drop_index(op.f("ix_stay_organisation_id"), table_name="stay")
    op.drop_index("ix_stay_left_on", table_name="stay")
    op.drop_table("stay")
    op.drop_index("ix_person_surname", table_name="person")
    op.drop_index(op.f("ix_person_organisation_id"), table_name="person")
    op.drop_table("person")
