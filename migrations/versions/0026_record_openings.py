"""Openings of the person behind a reference: by whom, which stay, why, until when."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0026_record_openings", "0024_meetings"


def upgrade() -> None:
    op.create_table(
        "record_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_record_opening_opened_for_a_reason")),
        sa.CheckConstraint("until_at > at", name=op.f("ck_record_opening_closes_after_it_opens")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_record_opening_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_record_opening_person_id_person")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_record_opening_stay_id_stay")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_record_opening_user_id_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_opening")),
    )
    op.create_index(op.f("ix_record_opening_organisation_id"), "record_opening", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_record_opening_stay_id"), "record_opening", ["stay_id"], unique=False)
    op.create_index("ix_record_opening_user", "record_opening", ["user_id", "until_at"], unique=False)


def downgrade() -> None:
    op.drop_table("record_opening")
