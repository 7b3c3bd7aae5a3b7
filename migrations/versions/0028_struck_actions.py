"""Let what was entered wrongly at a meeting be struck out: by whom, when and why, and what had stood before."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0028_struck_actions", "0027_jobs"


def upgrade() -> None:
    with op.batch_alter_table("meeting_action") as action:
        action.add_column(sa.Column("stood", sa.JSON(), nullable=True))
        action.add_column(sa.Column("struck_at", sa.DateTime(timezone=True), nullable=True))
        action.add_column(sa.Column("struck_by", sa.String(length=200), nullable=False, server_default=""))
        action.add_column(sa.Column("struck_by_id", sa.Uuid(), nullable=True))
        action.add_column(sa.Column("struck_why", sa.String(length=200), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("meeting_action") as action:
        for column in ("struck_why", "struck_by_id", "struck_by", "struck_at", "stood"):
            action.drop_column(column)
