"""Remember what a discharge closed, so that undoing it opens exactly that: discharge.closed_..._id."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0008_discharge_closed", "0007_versions_of_places"


def upgrade() -> None:
    with op.batch_alter_table("discharge") as discharge:
        discharge.add_column(sa.Column("closed_absence_id", sa.Uuid(), nullable=True))
        discharge.add_column(sa.Column("closed_ready_period_id", sa.Uuid(), nullable=True))
        discharge.create_foreign_key(
            op.f("fk_discharge_closed_absence_id_absence_period"), "absence_period", ["closed_absence_id"], ["id"]
        )
        discharge.create_foreign_key(
            op.f("fk_discharge_closed_ready_period_id_ready_period"),
            "ready_period",
            ["closed_ready_period_id"],
            ["id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("discharge") as discharge:
        discharge.drop_constraint(op.f("fk_discharge_closed_ready_period_id_ready_period"), type_="foreignkey")
        discharge.drop_constraint(op.f("fk_discharge_closed_absence_id_absence_period"), type_="foreignkey")
        discharge.drop_column("closed_ready_period_id")
        discharge.drop_column("closed_absence_id")
