"""Freeze a day's counts for good: frozen_return, return_line, which nothing may change or remove."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0019_returns", "0018_vacancies"

TABLES = ("frozen_return", "return_line")
COUNTS_BEFORE_AWAY = ("beds", "occupied")
COUNTS = (
    "ready",
    "ready_over_7",
    "ready_over_28",
    "long_stays",
    "from_elsewhere",
    "admitted",
    "moved_in",
    "moved_out",
    "left",
    "placed_elsewhere",
    "inappropriate",
)


def upgrade() -> None:
    op.create_table(
        "frozen_return",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.String(length=200), nullable=False),
        sa.Column("frozen_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_frozen_return_reopened_with_a_reason")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_frozen_return_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_return")),
        sa.UniqueConstraint(
            "organisation_id", "day", "number", name=op.f("uq_frozen_return_organisation_id_day_number")
        ),
    )
    op.create_index(op.f("ix_frozen_return_organisation_id"), "frozen_return", ["organisation_id"])
    op.create_table(
        "return_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("return_id", sa.Uuid(), nullable=False),
        sa.Column("ward_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS_BEFORE_AWAY),
        sa.Column("away", sa.JSON(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_return_line_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["frozen_return.id"], name=op.f("fk_return_line_return_id_frozen_return")
        ),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_return_line_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_line")),
    )
    op.create_index(op.f("ix_return_line_organisation_id"), "return_line", ["organisation_id"])
    op.create_index("ix_return_line_return", "return_line", ["return_id"])
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)


def _triggers(dialect: str) -> list[str]:
    if dialect == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'a frozen return is never changed'); END"
        return [
            f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} {refuse}"
            for table in TABLES
            for what in ("UPDATE", "DELETE")
        ]
    return [
        "CREATE FUNCTION return_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'a frozen return is never changed'; END $$",
        *(
            f"CREATE TRIGGER {table}_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION return_refuse()"
            for table in TABLES
        ),
    ]


def downgrade() -> None:
    op.drop_index("ix_return_line_return", "return_line")
    op.drop_index(op.f("ix_return_line_organisation_id"), "return_line")
    op.drop_table("return_line")
    op.drop_index(op.f("ix_frozen_return_organisation_id"), "frozen_return")
    op.drop_table("frozen_return")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION return_refuse()")
