"""Let a role be held at a whole system: membership.organisation_id may be empty."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0009_role_at_a_system", "0008_discharge_closed"


def upgrade() -> None:
    with op.batch_alter_table("membership") as membership:
        membership.alter_column("organisation_id", existing_type=sa.Uuid(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM membership WHERE organisation_id IS NULL")
    with op.batch_alter_table("membership") as membership:
        membership.alter_column("organisation_id", existing_type=sa.Uuid(), nullable=False)
