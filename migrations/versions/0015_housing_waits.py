"""Say which blocker a housing case keeps open: housing_case.blocker_id."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0015_housing_waits", "0014_elsewhere"


def upgrade() -> None:
    # not by batch: the table is referred to, and both databases can add and drop a column in place
    op.add_column("housing_case", sa.Column("blocker_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("housing_case", "blocker_id")
