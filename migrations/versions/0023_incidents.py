"""Near misses and serious incidents, apart from delays."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0023_incidents", "0022_escalation"


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("near_miss", "serious", name="incidentkind", native_enum=False, length=40), nullable=False
        ),
        sa.Column(
            "stage",
            sa.Enum("told", "looked_into", "closed", name="stage", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("ward_id", sa.Uuid(), nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("what_happened", sa.Text(), nullable=False),
        sa.Column("done_at_once", sa.Text(), nullable=False),
        sa.Column("local_reference", sa.String(length=200), nullable=False),
        sa.Column("is_referred", sa.Boolean(), nullable=True),
        sa.Column("referred_on", sa.Date(), nullable=True),
        sa.Column("board_reference", sa.String(length=200), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.Column("told_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("(stage = 'closed') = (closed_on IS NOT NULL)", name=op.f("ck_incident_closed_has_a_day")),
        sa.CheckConstraint(
            "(is_referred IS NOT NULL AND is_referred) = (referred_on IS NOT NULL)",
            name=op.f("ck_incident_referred_has_day"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_incident_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_incident_person_id_person")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_incident_stay_id_stay")),
        sa.ForeignKeyConstraint(["told_by_id"], ["app_user.id"], name=op.f("fk_incident_told_by_id_app_user")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_incident_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_incident_organisation_id_number")),
    )
    op.create_index(op.f("ix_incident_organisation_id"), "incident", ["organisation_id"])
    op.create_index("ix_incident_stage", "incident", ["organisation_id", "stage"])
    op.create_index(op.f("ix_incident_stay_id"), "incident", ["stay_id"])
    op.create_index(op.f("ix_incident_told_by_id"), "incident", ["told_by_id"])
    op.create_index(op.f("ix_incident_ward_id"), "incident", ["ward_id"])


def downgrade() -> None:
    op.drop_table("incident")
