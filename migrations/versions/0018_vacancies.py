"""Keep vacancies and offers of homes; say whether a case was paused when leaving closed it."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0018_vacancies", "0017_saved_views"


def upgrade() -> None:
    op.create_table(
        "vacancy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider_id", sa.Uuid(), nullable=False),
        sa.Column("council_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("route", sa.String(length=200), nullable=False),
        sa.Column("support_level", sa.String(length=200), nullable=False),
        sa.Column("access", sa.String(length=200), nullable=False),
        sa.Column("area_words", sa.String(length=200), nullable=False),
        sa.Column("allows_pets", sa.Boolean(), nullable=True),
        sa.Column("is_self_contained", sa.Boolean(), nullable=True),
        sa.Column("cannot_take", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("held_until", sa.Date(), nullable=True),
        sa.Column(
            "state",
            sa.Enum("open", "offered", "taken", "withdrawn", name="vacancystate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("posted_by", sa.String(length=200), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("held_until IS NULL OR held_until >= from_on", name=op.f("ck_vacancy_held_not_before_free")),
        sa.ForeignKeyConstraint(["council_id"], ["organisation.id"], name=op.f("fk_vacancy_council_id_organisation")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_vacancy_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["provider_id"], ["organisation.id"], name=op.f("fk_vacancy_provider_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vacancy")),
    )
    op.create_index(op.f("ix_vacancy_organisation_id"), "vacancy", ["organisation_id"])
    op.create_index("ix_vacancy_state", "vacancy", ["organisation_id", "state", "from_on"])

    op.create_table(
        "housing_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("vacancy_id", sa.Uuid(), nullable=True),
        sa.Column("provider_id", sa.Uuid(), nullable=True),
        sa.Column("provider_words", sa.String(length=200), nullable=False),
        sa.Column("route", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum("made", "accepted", "refused", "withdrawn", name="offerstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("is_ended_by_leaving", sa.Boolean(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("viewing_on", sa.Date(), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("refused_by", sa.String(length=200), nullable=False),
        sa.Column("because", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("move_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "move_on IS NULL OR move_on >= made_on", name=op.f("ck_housing_offer_move_not_before_offer")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["housing_case.id"], name=op.f("fk_housing_offer_case_id_housing_case")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_housing_offer_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_housing_offer_person_id_person")),
        sa.ForeignKeyConstraint(
            ["provider_id"], ["organisation.id"], name=op.f("fk_housing_offer_provider_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_housing_offer_stay_id_stay")),
        sa.ForeignKeyConstraint(["vacancy_id"], ["vacancy.id"], name=op.f("fk_housing_offer_vacancy_id_vacancy")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_housing_offer")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_housing_offer_case_id_number")),
    )
    op.create_index(op.f("ix_housing_offer_organisation_id"), "housing_offer", ["organisation_id"])
    op.create_index("ix_housing_offer_stay", "housing_offer", ["stay_id"])
    op.create_index(
        "uq_housing_offer_vacancy",
        "housing_offer",
        ["vacancy_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('made', 'accepted')"),
        postgresql_where=sa.text("state IN ('made', 'accepted')"),
    )

    # not by batch: the table is referred to, and both databases can add and drop a column in place
    op.add_column("housing_case", sa.Column("was_paused", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("housing_case", "was_paused")
    op.drop_index("uq_housing_offer_vacancy", "housing_offer")
    op.drop_index("ix_housing_offer_stay", "housing_offer")
    op.drop_index(op.f("ix_housing_offer_organisation_id"), "housing_offer")

    op.drop_table("housing_offer")
    op.drop_index("ix_vacancy_state", "vacancy")
    op.drop_index(op.f("ix_vacancy_organisation_id"), "vacancy")

    op.drop_table("vacancy")
