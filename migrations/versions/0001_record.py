"""The append-only record, and the receipts that make a form safe to send twice."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001_record", None

TRIGGERS_SQLITE = (
    "CREATE TRIGGER audit_line_no_update BEFORE UPDATE ON audit_line "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
    "CREATE TRIGGER audit_line_no_delete BEFORE DELETE ON audit_line "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
    "CREATE TRIGGER audit_detail_only_redacted BEFORE UPDATE ON audit_detail "
    "WHEN NEW.changes IS NOT NULL OR NEW.redacted_because IS NULL "
    "OR NEW.number <> OLD.number OR NEW.organisation_id <> OLD.organisation_id "
    "BEGIN SELECT RAISE(ABORT, 'a detail can only be redacted'); END",
    "CREATE TRIGGER audit_detail_no_delete BEFORE DELETE ON audit_detail "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
    "CREATE TRIGGER audit_group_member_no_update BEFORE UPDATE ON audit_group_member "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
    "CREATE TRIGGER audit_group_member_no_delete BEFORE DELETE ON audit_group_member "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END",
)
TRIGGERS_POSTGRESQL = (
    "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$",
    "CREATE FUNCTION audit_only_redact() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF NEW.changes IS NOT NULL OR NEW.redacted_because IS NULL OR NEW.number <> OLD.number "
    "OR NEW.organisation_id <> OLD.organisation_id THEN RAISE EXCEPTION 'a detail can only be redacted'; END IF; "
    "RETURN NEW; END $$",
    "CREATE TRIGGER audit_line_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_line "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_detail_redact BEFORE UPDATE ON audit_detail "
    "FOR EACH ROW EXECUTE FUNCTION audit_only_redact()",
    "CREATE TRIGGER audit_detail_refuse BEFORE DELETE OR TRUNCATE ON audit_detail "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_group_member_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_group_member "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
)


def upgrade() -> None:
    op.create_table(
        "audit_group_member",
        sa.Column("group_digest", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("group_digest", "person_id", name=op.f("pk_audit_group_member")),
    )
    op.create_index("ix_audit_group_member_person", "audit_group_member", ["person_id"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_line",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("user_name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("request_id", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=200), nullable=False),
        sa.Column("subject_kind", sa.String(length=200), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("group_digest", sa.String(length=200), nullable=False),
        sa.Column("detail_digest", sa.String(length=200), nullable=False),
        sa.Column("previous_digest", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "number", name=op.f("pk_audit_line")),
    )
    op.create_index("ix_audit_line_group", "audit_line", ["group_digest"], unique=False)
    op.create_index("ix_audit_line_person", "audit_line", ["person_id", "at"], unique=False)
    op.create_index("ix_audit_line_subject", "audit_line", ["subject_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_receipt")),
    )
    op.create_table(
        "audit_detail",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("changes", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("redacted_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "number"],
            ["audit_line.organisation_id", "audit_line.number"],
            name=op.f("fk_audit_detail_organisation_id_number_audit_line"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "number", name=op.f("pk_audit_detail")),
    )
    for statement in TRIGGERS_SQLITE if op.get_bind().dialect.name == "sqlite" else TRIGGERS_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_detail")
    op.drop_table("receipt")
    op.drop_index("ix_audit_line_subject", table_name="audit_line")
    op.drop_index("ix_audit_line_person", table_name="audit_line")
    op.drop_index("ix_audit_line_group", table_name="audit_line")
    op.drop_table("audit_line")
    op.drop_table("audit_head")
    op.drop_index("ix_audit_group_member_person", table_name="audit_group_member")
    op.drop_table("audit_group_member")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_refuse")
        op.execute("DROP FUNCTION audit_only_redact")
