"""Say who works where and who is outside: team, outside_contact, organisation.council_functions."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0011_teams", "0010_user_session"

COUNCIL_FUNCTIONS = sa.Enum("both", "housing", "social_care", name="councilfunctions", native_enum=False, length=40)
TEAM_FUNCTION = sa.Enum(
    "housing_options",
    "adult_social_care",
    "section_117",
    "continuing_healthcare",
    "lettings",
    "support",
    "other",
    name="teamfunction",
    native_enum=False,
    length=40,
)
CONTACT_KIND = sa.Enum(
    "council", "ministry_of_justice", "court", "prison", "other", name="contactkind", native_enum=False, length=40
)


def upgrade() -> None:
    # not by batch: the table is referred to, and both databases can add and drop a column in place
    op.add_column("organisation", sa.Column("council_functions", COUNCIL_FUNCTIONS, nullable=True))
    op.create_table(
        "team",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("function", TEAM_FUNCTION, nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_team_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_team_organisation_id_name")),
    )
    op.create_table(
        "outside_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", CONTACT_KIND, nullable=False),
        sa.Column("telephone", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_outside_contact_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_contact")),
        sa.UniqueConstraint("organisation_id", "name", name=op.f("uq_outside_contact_organisation_id_name")),
    )
    op.create_index(op.f("ix_outside_contact_organisation_id"), "outside_contact", ["organisation_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_outside_contact_organisation_id"), "outside_contact")
    op.drop_table("outside_contact")
    op.drop_table("team")
    op.drop_column("organisation", "council_functions")
