"""Escalation: the ladder, who stands on it, what was asked with every step, what triggers have seen."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0022_escalation", "0021_notices"

OPEN_BLOCKER = sa.text("state != 'closed' AND blocker_id IS NOT NULL")

PLACE = sa.Enum("ward", "organisation", "system", name="scopekind", native_enum=False, length=40)
SUBJECT = sa.Enum("stay", "ward", "theme", name="subject", native_enum=False, length=40)
TRIGGER = sa.Enum(
    "ready",
    "ready_long",
    "same_reason",
    "edd_passed",
    "long_stay",
    "chc_late",
    "missed_answer",
    name="trigger",
    native_enum=False,
    length=40,
)
STATE = sa.Enum("to_word", "waiting", "asked_back", "decided", "closed", name="state", native_enum=False, length=40)
CLOSED_BY = sa.Enum(
    "person", "not_raised", "lapsed", "blocker", "discharge", "cancelled", name="closedby", native_enum=False, length=40
)
OWNER = sa.Enum(
    "ward",
    "trust",
    "icb",
    "council",
    "housing",
    "vcse",
    "courts",
    "family",
    name="ownerkind",
    native_enum=False,
    length=40,
)
STEP = sa.Enum(
    "triggered",
    "raised",
    "acknowledged",
    "asked_back",
    "replied",
    "decided",
    "returned",
    "risen",
    "promise_missed",
    "asked_executive",
    "taken_up",
    "assigned",
    "due_moved",
    "noted",
    "paused",
    "resumed",
    "closed",
    "reopened",
    name="stepkind",
    native_enum=False,
    length=40,
)


def upgrade() -> None:
    op.create_table(
        "ladder_level",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "place_kind",
            PLACE,
            nullable=False,
        ),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("answer_days", sa.Integer(), nullable=False),
        sa.Column("meets", sa.String(length=200), nullable=False),
        sa.Column("is_always", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("answer_days >= 0", name=op.f("ck_ladder_level_answer_days_not_negative")),
        sa.CheckConstraint("level >= 1 AND level <= 5", name=op.f("ck_ladder_level_level_is_on_the_ladder")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ladder_level_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_level")),
        sa.UniqueConstraint("place_id", "level", "from_on", name=op.f("uq_ladder_level_place_id_level_from_on")),
    )
    op.create_table(
        "ladder_post",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "place_kind",
            PLACE,
            nullable=False,
        ),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("is_deputy", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ladder_post_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_ladder_post_user_id_app_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ladder_post")),
    )
    op.create_index("ix_ladder_post_place", "ladder_post", ["place_id", "level"], unique=False)
    op.create_index(op.f("ix_ladder_post_user_id"), "ladder_post", ["user_id"], unique=False)
    op.create_table(
        "escalation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", SUBJECT, nullable=False),
        sa.Column("stay_id", sa.Uuid(), nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("ward_id", sa.Uuid(), nullable=True),
        sa.Column("blocker_id", sa.Uuid(), nullable=True),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column(
            "trigger",
            TRIGGER,
            nullable=True,
        ),
        sa.Column(
            "state",
            STATE,
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Uuid(), nullable=True),
        sa.Column("ask", sa.String(length=200), nullable=False),
        sa.Column("why_now", sa.Text(), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("asked_others", sa.Text(), nullable=False),
        sa.Column("named_person", sa.String(length=200), nullable=False),
        sa.Column("named_person_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("is_answer_due_sure", sa.Boolean(), nullable=False),
        sa.Column("reached_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("paused_on", sa.Date(), nullable=True),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by", sa.String(length=200), nullable=False),
        sa.Column("raised_by_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "closed_by",
            CLOSED_BY,
            nullable=True,
        ),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "owner_kind",
            OWNER,
            nullable=False,
        ),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("joint_owner_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("owner_key", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_escalation_closed_has_a_moment")
        ),
        sa.CheckConstraint(
            "(subject = 'stay') = (stay_id IS NOT NULL)", name=op.f("ck_escalation_stay_when_about_a_stay")
        ),
        sa.CheckConstraint(
            "state IN ('to_word', 'closed') OR ask <> ''", name=op.f("ck_escalation_worded_before_anybody_sees_it")
        ),
        sa.CheckConstraint(
            "level >= 1 AND level <= top AND top <= 5", name=op.f("ck_escalation_level_not_above_its_top")
        ),
        sa.ForeignKeyConstraint(["asked_id"], ["organisation.id"], name=op.f("fk_escalation_asked_id_organisation")),
        sa.ForeignKeyConstraint(["blocker_id"], ["blocker.id"], name=op.f("fk_escalation_blocker_id_blocker")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["outside_contact.id"], name=op.f("fk_escalation_contact_id_outside_contact")
        ),
        sa.ForeignKeyConstraint(
            ["joint_owner_id"], ["organisation.id"], name=op.f("fk_escalation_joint_owner_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["named_person_id"], ["app_user.id"], name=op.f("fk_escalation_named_person_id_app_user")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_escalation_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_escalation_owner_id_organisation")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_escalation_person_id_person")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["app_user.id"], name=op.f("fk_escalation_raised_by_id_app_user")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_escalation_stay_id_stay")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_escalation_team_id_team")),
        sa.ForeignKeyConstraint(["ward_id"], ["ward.id"], name=op.f("fk_escalation_ward_id_ward")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sa.UniqueConstraint("organisation_id", "number", name=op.f("uq_escalation_organisation_id_number")),
    )
    op.create_index("ix_escalation_asked", "escalation", ["asked_id", "state"], unique=False)
    op.create_index(op.f("ix_escalation_blocker_id"), "escalation", ["blocker_id"], unique=False)
    op.create_index("ix_escalation_named", "escalation", ["named_person_id"], unique=False)
    op.create_index(op.f("ix_escalation_organisation_id"), "escalation", ["organisation_id"], unique=False)
    op.create_index("ix_escalation_owner", "escalation", ["owner_id", "state"], unique=False)
    op.create_index("ix_escalation_stay", "escalation", ["stay_id", "state"], unique=False)
    op.create_index(
        "ix_escalation_waiting", "escalation", ["organisation_id", "state", "level", "answer_due_on"], unique=False
    )
    op.create_index(op.f("ix_escalation_ward_id"), "escalation", ["ward_id"], unique=False)
    op.create_index(
        "uq_escalation_open_blocker",
        "escalation",
        ["blocker_id"],
        unique=True,
        sqlite_where=OPEN_BLOCKER,
        postgresql_where=OPEN_BLOCKER,
    )
    op.create_table(
        "escalation_look",
        sa.Column("escalation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_escalation_look_escalation_id_escalation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_escalation_look_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_escalation_look_user_id_app_user")),
        sa.PrimaryKeyConstraint("escalation_id", "user_id", "level", name=op.f("pk_escalation_look")),
    )
    op.create_index(op.f("ix_escalation_look_organisation_id"), "escalation_look", ["organisation_id"], unique=False)
    op.create_table(
        "escalation_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("escalation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            STEP,
            nullable=False,
        ),
        sa.Column(
            "state",
            STATE,
            nullable=False,
        ),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("level_before", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("done_by", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("answer_due_on", sa.Date(), nullable=True),
        sa.Column("with_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_escalation_step_escalation_id_escalation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_escalation_step_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["with_id"], ["organisation.id"], name=op.f("fk_escalation_step_with_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation_step")),
        sa.UniqueConstraint("escalation_id", "number", name=op.f("uq_escalation_step_escalation_id_number")),
    )
    op.create_index(op.f("ix_escalation_step_organisation_id"), "escalation_step", ["organisation_id"], unique=False)
    op.create_table(
        "escalation_watch",
        sa.Column("stay_id", sa.Uuid(), nullable=False),
        sa.Column(
            "trigger",
            TRIGGER,
            nullable=False,
        ),
        sa.Column("about", sa.String(length=200), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("since_on", sa.Date(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalation_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["escalation_id"], ["escalation.id"], name=op.f("fk_escalation_watch_escalation_id_escalation")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_escalation_watch_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_escalation_watch_stay_id_stay")),
        sa.PrimaryKeyConstraint("stay_id", "trigger", "about", name=op.f("pk_escalation_watch")),
    )
    op.create_index("ix_escalation_watch_on", "escalation_watch", ["organisation_id", "is_on"], unique=False)
    op.create_index(op.f("ix_escalation_watch_organisation_id"), "escalation_watch", ["organisation_id"], unique=False)


def downgrade() -> None:
    op.drop_table("escalation_watch")
    op.drop_table("escalation_step")
    op.drop_table("escalation_look")
    op.drop_table("escalation")
    op.drop_table("ladder_post")
    op.drop_table("ladder_level")
