from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.audit.models import AuditDetail, AuditLine
from discharge.core.actor import Actor
from discharge.core.errors import NotFound
from discharge.core.transaction import carry_out
from discharge.notices.commands.choosing import Choose, choose
from discharge.notices.commands.digests import Digest, tell_digests
from discharge.notices.commands.telling import Notice, tell_people
from discharge.notices.rules.digests import Line
from discharge.notices.rules.kinds import Kind
from discharge.notices.rules.trying import GIVE_UP_AFTER, State
from discharge.places.models import Ward
from discharge.places.rules.policy import Key
from tests.factories import NOW, World
from tests.integration.notices.conftest import SWEEP, Tell, bell_of, outbox_of
from tests.shapes import Arrange

NoticeOf = Callable[..., Notice]
OWED = (Line(label="Overdue", count=3, path="/my-actions"), Line(label="New", count=0, path="/worklist"))


def test_told_once_is_a_line_of_the_bell_and_a_mail_that_waits(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf
) -> None:
    assert tell(notice_of(nurse)) == 1
    [told] = bell_of(session, nurse)
    assert (told.kind, told.reference, told.read_at) == (Kind.ESCALATION_REACHED, "E-1042", None)
    [mail] = outbox_of(session)
    assert (mail.notice_id, mail.state, mail.attempts) == (told.id, State.WAITING, 0)
    assert (mail.not_before_at, mail.gives_up_at) == (NOW, NOW + GIVE_UP_AFTER)


def test_told_twice_is_told_once(session: Session, nurse: User, tell: Tell, notice_of: NoticeOf) -> None:
    tell(notice_of(nurse))
    assert tell(notice_of(nurse), notice_of(nurse), now=NOW + timedelta(days=1)) == 0
    assert len(bell_of(session, nurse)) == len(outbox_of(session)) == 1
    assert tell(notice_of(nurse, kind=Kind.ESCALATION_ANSWERED), notice_of(nurse, key="E-1042:2")) == 2
    assert len(bell_of(session, nurse)) == len(outbox_of(session)) == 3


def test_what_is_told_in_a_transaction_that_fails_was_never_told(
    session: Session, nurse: User, notice_of: NoticeOf
) -> None:
    def raise_and_fail(session: Session, notice: Notice, *, actor: Actor, now: datetime) -> None:
        tell_people(session, [notice], actor=actor, now=now)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        carry_out(session, raise_and_fail, notice_of(nurse), actor=SWEEP, now=NOW)
    assert not bell_of(session, nurse)
    assert not outbox_of(session)


def test_an_account_that_is_not_active_is_told_nothing(
    session: Session, world: World, arrange: Arrange, ward: Ward, nurse: User, tell: Tell, notice_of: NoticeOf
) -> None:
    gone = arrange(lambda: world.user(Role.WARD_MEMBER, ward, active=False))
    assert tell(notice_of(gone), notice_of(nurse)) == 1
    assert not bell_of(session, gone)
    assert [mail.notice.user_id for mail in outbox_of(session)] == [nurse.id]


EVENING = datetime(2026, 12, 24, 20, 0, tzinfo=UTC)


def test_mail_waits_for_working_hours_unless_the_level_says_always(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf
) -> None:
    tell(notice_of(nurse, key="usual"), notice_of(nurse, key="always", always=True), now=EVENING)
    always, usual = outbox_of(session)
    assert always.not_before_at == EVENING
    assert usual.not_before_at == datetime(2026, 12, 29, 8, 0, tzinfo=UTC)
    assert len(bell_of(session, nurse)) == 2  # the bell does not wait


def test_the_hours_are_those_of_the_trust(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, world: World, arrange: Arrange
) -> None:
    arrange(lambda: (world.number(Key.MAIL_FROM_HOUR, 10), world.number(Key.MAIL_UNTIL_HOUR, 16)))
    tell(notice_of(nurse, key="a"), now=NOW)
    tell(notice_of(nurse, key="b"), now=datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    tell(notice_of(nurse, key="c", organisation_id=None), now=datetime(2026, 11, 23, 16, 30, tzinfo=UTC))
    assert [mail.not_before_at.isoformat()[:16] for mail in outbox_of(session)] == [
        "2026-11-23T10:00",
        "2026-11-24T10:00",
        "2026-11-23T16:30",  # a whole system has the usual hours
    ]


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example", "escalations/1"])
def test_a_path_outside_the_product_is_refused(nurse: User, notice_of: NoticeOf, path: str) -> None:
    with pytest.raises(ValueError, match="no address within"):
        notice_of(nurse, path=path)


def test_a_digest_cannot_be_told_as_a_notice(session: Session, nurse: User, notice_of: NoticeOf) -> None:
    with pytest.raises(ValueError, match="digest"):
        tell_people(session, [notice_of(nurse, kind=Kind.DIGEST)], actor=SWEEP, now=NOW)


def summary(session: Session, user: User, *lines: Line, now: datetime = NOW, ward: Ward | None = None) -> int:
    digest = Digest(user_id=user.id, organisation_id=ward.organisation_id if ward else None, lines=lines)
    return carry_out(session, tell_digests, [digest], actor=SWEEP, now=now)


def test_a_digest_is_told_once_a_day_with_what_counts_anything(session: Session, nurse: User) -> None:
    assert summary(session, nurse, *OWED) == 1
    assert summary(session, nurse, *OWED, now=NOW + timedelta(hours=2)) == 0
    assert summary(session, nurse, *OWED, now=NOW + timedelta(days=1)) == 1
    first, _second = bell_of(session, nurse)
    assert first.lines == [{"label": "Overdue", "count": 3, "path": "/my-actions"}]
    assert outbox_of(session)[0].gives_up_at == datetime(2026, 11, 23, 23, 59, 59, 999999, tzinfo=UTC)


def test_a_digest_leaves_at_the_trusts_hour(
    session: Session, nurse: User, ward: Ward, world: World, arrange: Arrange
) -> None:
    arrange(lambda: world.number(Key.DIGEST_HOUR, 7))
    summary(session, nurse, *OWED, now=datetime(2026, 11, 23, 5, 0, tzinfo=UTC), ward=ward)
    assert outbox_of(session)[0].not_before_at == datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def test_no_digest_without_counts_nor_on_a_day_off(session: Session, nurse: User) -> None:
    assert summary(session, nurse, OWED[1]) == 0
    assert summary(session, nurse, *OWED, now=datetime(2026, 12, 28, 9, 0, tzinfo=UTC)) == 0
    assert summary(session, nurse, *OWED, now=datetime(2026, 11, 28, 9, 0, tzinfo=UTC)) == 0


def test_who_turned_digests_off_gets_none_until_they_turn_them_on(session: Session, nurse: User) -> None:
    oneself = actor_of(session, nurse, now=NOW, request_id="")
    carry_out(session, choose, Choose(kind=Kind.DIGEST, is_off=True), actor=oneself, now=NOW)
    carry_out(session, choose, Choose(kind=Kind.DIGEST, is_off=True), actor=oneself, now=NOW)
    assert summary(session, nurse, *OWED) == 0
    carry_out(session, choose, Choose(kind=Kind.DIGEST, is_off=False), actor=oneself, now=NOW)
    assert summary(session, nurse, *OWED) == 1
    lines = session.execute(
        select(AuditLine.action, AuditLine.user_id, AuditDetail.changes)
        .join(AuditDetail, AuditDetail.number == AuditLine.number)
        .where(AuditLine.action.startswith("notices."), AuditDetail.organisation_id == AuditLine.organisation_id)
        .order_by(AuditLine.number)
    ).all()
    assert [(action, user, changes["kind"]) for action, user, changes in lines] == [
        ("notices.turned_off", nurse.id, [None, "digest"]),
        ("notices.turned_on", nurse.id, [None, "digest"]),
    ]


def test_nobody_turns_off_what_must_reach_them(session: Session, nurse: User) -> None:
    oneself = actor_of(session, nurse, now=NOW, request_id="")
    with pytest.raises(NotFound):
        carry_out(session, choose, Choose(kind=Kind.ESCALATION_REACHED, is_off=True), actor=oneself, now=NOW)


def test_digests_of_many_cost_as_many_statements_as_one(
    session: Session, world: World, arrange: Arrange, ward: Ward, count_queries: Tell
) -> None:
    people = arrange(lambda: [world.user(Role.WARD_MEMBER, ward) for _ in range(6)])
    digests = [Digest(user_id=each.id, organisation_id=ward.organisation_id, lines=OWED) for each in people]
    one = count_queries(lambda: carry_out(session, tell_digests, digests[:1], actor=SWEEP, now=NOW))
    many = count_queries(lambda: carry_out(session, tell_digests, digests[1:], actor=SWEEP, now=NOW))
    assert one == many


def test_telling_many_costs_as_many_statements_as_telling_one(
    session: Session, world: World, arrange: Arrange, ward: Ward, tell: Tell, notice_of: NoticeOf, count_queries: Tell
) -> None:
    people = arrange(lambda: [world.user(Role.WARD_MEMBER, ward) for _ in range(6)])
    one = count_queries(lambda: tell(notice_of(people[0])))
    many = count_queries(lambda: tell(*[notice_of(each) for each in people[1:]]))
    assert one == many
