"""Keep what runs by itself apart: job, a lock with a lease, the slot done last and what came of it."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0027_jobs", "0026_record_openings"


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column(
            "name",
            sa.Enum("sweep", "notices", "digests", "returns", name="job", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_slot", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("", "done", "failed", "not_set_up", name="outcome", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job")),
    )


def downgrade() -> None:
    op.drop_table("job")
