"""Let two editors of one organisation or site be told of each other: organisation.version, site.version."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0007_versions_of_places", "0006_ward_lists"


def upgrade() -> None:
    # not by batch: both tables are referred to, and both databases can add and drop a column in place
    for table in ("organisation", "site"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    for table in ("site", "organisation"):
        op.drop_column(table, "version")
