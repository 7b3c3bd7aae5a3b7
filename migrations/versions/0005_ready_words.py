"""Keep words with the reason of a ready period and with its end: ready_reason.note, ready_period.ended_words."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0005_ready_words", "0004_days"


def upgrade() -> None:
    with op.batch_alter_table("ready_reason") as reason:
        reason.add_column(sa.Column("note", sa.String(200), nullable=False, server_default=""))
    with op.batch_alter_table("ready_period") as period:
        period.add_column(sa.Column("ended_words", sa.String(200), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("ready_period") as period:
        period.drop_column("ended_words")
    with op.batch_alter_table("ready_reason") as reason:
        reason.drop_column("note")
