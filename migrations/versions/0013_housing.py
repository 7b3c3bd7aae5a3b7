"""Keep housing cases with their story, what is needed to place safely, and the duty to refer."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0013_housing", "0012_blockers"


def upgrade() -> None:
    op.create_table(
        "housing_case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "state", sa.Enum("open", "paused", "closed", name="casestate", native_enum=False, length=40), nullable=False
        ),
        sa.Column("need", sa.Enum("at_risk", "new", name="homeneed", native_enum=False, length=40), nullable=False),
        sa.Column("lived_in", sa.String(length=200), nullable=False),
        sa.Column("lived_area", sa.String(length=200), nullable=False),
        sa.Column("lived_with", sa.String(length=200), nullable=False),
        sa.Column("tenancy_holder", sa.String(length=200), nullable=False),
        sa.Column("is_tenancy_at_risk", sa.Boolean(), nullable=True),
        sa.Column("route", sa.String(length=200), nullable=False),
        sa.Column("support_level", sa.String(length=200), nullable=False),
        sa.Column("access", sa.String(length=200), nullable=False),
        sa.Column("council_ids", sa.JSON(), nullable=False),
        sa.Column("area_words", sa.String(length=200), nullable=False),
        sa.Column("has_pets", sa.Boolean(), nullable=True),
        sa.Column("has_no_recourse", sa.Boolean(), nullable=True),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("risks", sa.JSON(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("is_closed_by_leaving", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_housing_case_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_housing_case_person_id_person")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_housing_case_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_housing_case")),
        sa.UniqueConstraint("stay_id", name=op.f("uq_housing_case_stay_id")),
    )
    op.create_index(op.f("ix_housing_case_organisation_id"), "housing_case", ["organisation_id"])
    op.create_index(op.f("ix_housing_case_person_id"), "housing_case", ["person_id"])

    op.create_table(
        "duty_consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column(
            "subject", sa.Enum("refer", "contact", name="consentsubject", native_enum=False, length=40), nullable=False
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["housing_case.id"], name=op.f("fk_duty_consent_case_id_housing_case")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_duty_consent_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_consent_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_consent")),
        sa.UniqueConstraint("case_id", "subject", "number", name=op.f("uq_duty_consent_case_id_subject_number")),
    )
    op.create_index(op.f("ix_duty_consent_organisation_id"), "duty_consent", ["organisation_id"])

    op.create_table(
        "duty_referral",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("is_to_children", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("sent", "received", "answered", name="referralstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("reach", sa.String(length=200), nullable=False),
        sa.Column("route", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("sent_by", sa.String(length=200), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=200), nullable=False),
        sa.Column("outcome_words", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "answered_on IS NULL OR answered_on >= sent_on", name=op.f("ck_duty_referral_answered_not_before_sent")
        ),
        sa.CheckConstraint(
            "received_on IS NULL OR received_on >= sent_on", name=op.f("ck_duty_referral_received_not_before_sent")
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name=op.f("fk_duty_referral_authority_id_organisation")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["housing_case.id"], name=op.f("fk_duty_referral_case_id_housing_case")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_duty_referral_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_referral_person_id_person")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_duty_referral_stay_id_stay")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_referral")),
    )
    op.create_index("ix_duty_referral_authority", "duty_referral", ["authority_id", "state"])
    op.create_index("ix_duty_referral_case", "duty_referral", ["case_id", "sent_on"])
    op.create_index(op.f("ix_duty_referral_organisation_id"), "duty_referral", ["organisation_id"])

    op.create_table(
        "housing_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "identified",
                "changed",
                "checked",
                "consent",
                "referred",
                "received",
                "answered",
                "children",
                "assessed",
                "offered",
                "viewing",
                "accepted",
                "refused",
                "withdrawn",
                "signed",
                "move_set",
                "paused",
                "resumed",
                "closed",
                "reopened",
                name="stepkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["housing_case.id"], name=op.f("fk_housing_step_case_id_housing_case")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_housing_step_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_housing_step")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_housing_step_case_id_number")),
    )
    op.create_index(op.f("ix_housing_step_organisation_id"), "housing_step", ["organisation_id"])

    op.create_table(
        "safe_placing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("released_by", sa.String(length=200), nullable=False),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["housing_case.id"], name=op.f("fk_safe_placing_case_id_housing_case")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_safe_placing_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_safe_placing_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safe_placing")),
    )
    op.create_index("ix_safe_placing_case", "safe_placing", ["case_id"])
    op.create_index(op.f("ix_safe_placing_organisation_id"), "safe_placing", ["organisation_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_safe_placing_organisation_id"), "safe_placing")
    op.drop_index("ix_safe_placing_case", "safe_placing")

    op.drop_table("safe_placing")
    op.drop_index(op.f("ix_housing_step_organisation_id"), "housing_step")

    op.drop_table("housing_step")
    op.drop_index(op.f("ix_duty_referral_organisation_id"), "duty_referral")
    op.drop_index("ix_duty_referral_case", "duty_referral")
    op.drop_index("ix_duty_referral_authority", "duty_referral")

    op.drop_table("duty_referral")
    op.drop_index(op.f("ix_duty_consent_organisation_id"), "duty_consent")

    op.drop_table("duty_consent")
    op.drop_index(op.f("ix_housing_case_person_id"), "housing_case")
    op.drop_index(op.f("ix_housing_case_organisation_id"), "housing_case")

    op.drop_table("housing_case")
