"""Jobs: each slot once, what each does, what becomes of a fault, and where all that is shown."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.core.actor import process
from discharge.core.db import db
from discharge.core.transaction import carry_out
from discharge.escalation.models import Escalation
from discharge.escalation.rules.ladder import HEADS
from discharge.escalation.rules.states import State
from discharge.jobs.commands.doing import Means, Ran, do_job
from discharge.jobs.commands.taking import Settle, Take, settle, take
from discharge.jobs.models import JobRow
from discharge.jobs.rules.slots import LEASE, Job, Outcome
from discharge.notices.models import NoticeChoice, OutgoingMail, ToldNotice
from discharge.notices.rules.kinds import Kind
from discharge.notices.rules.trying import State as MailState
from discharge.places.models import Ward
from discharge.places.rules.policy import Key
from discharge.summaries.models import FrozenReturn
from tests.awaited import owed
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.triggered import DAY, ready

Arrange = Callable[[Callable[[], Any]], Any]
Do = Callable[..., Ran | None]
MINUTE = timedelta(minutes=1)
SOMEBODY = process("Job", source="cli")


@pytest.fixture
def do(session: Session, app: Flask) -> Do:
    def carry(job: Job, now: datetime = NOW, *, by_hand: bool = False) -> Ran | None:
        return do_job(session, job, Means(clock=lambda: now, config=app.config), by_hand=by_hand)

    return carry


def row(session: Session, job: Job) -> JobRow:
    session.rollback()
    session.expire_all()
    return session.get_one(JobRow, job)


def test_each_slot_is_done_once(do: Do, session: Session, ward: Ward) -> None:
    assert do(Job.SWEEP) == Ran(outcome=Outcome.DONE, said="0 raised, 0 known already, 0 lapsed, 0 risen")
    assert do(Job.SWEEP, NOW + 4 * MINUTE) is None
    assert do(Job.SWEEP, NOW + 4 * MINUTE, by_hand=True) is not None
    assert do(Job.SWEEP, NOW + 5 * MINUTE) is not None
    kept = row(session, Job.SWEEP)
    assert (kept.slot, kept.done_slot, kept.done_at) == (NOW + 5 * MINUTE, NOW + 5 * MINUTE, NOW + 5 * MINUTE)
    assert (kept.holder, kept.lease_until, kept.outcome, kept.error) == ("", None, Outcome.DONE, "")


def test_of_several_at_once_one_takes_it(app: Flask, session: Session, ward: Ward) -> None:
    begin = Barrier(6)

    def work(number: int) -> bool:
        with app.app_context():
            begin.wait()
            return (
                carry_out(db.session, take, Take(job=Job.SWEEP, holder=str(number)), actor=SOMEBODY, now=NOW)
                is not None
            )

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(work, range(6))) == [False] * 5 + [True]


def test_what_somebody_killed_had_in_hand_is_free_after_the_lease(do: Do, session: Session, ward: Ward) -> None:
    def try_to_take(holder: str, now: datetime) -> bool:
        return carry_out(session, take, Take(job=Job.SWEEP, holder=holder), actor=SOMEBODY, now=now) is not None

    assert try_to_take("first", NOW)
    assert not try_to_take("second", NOW + LEASE - MINUTE)
    assert do(Job.SWEEP, NOW + LEASE - MINUTE, by_hand=True) is None
    assert try_to_take("second", NOW + LEASE)
    late = Settle(job=Job.SWEEP, holder="first", outcome=Outcome.DONE)
    assert carry_out(session, settle, late, actor=SOMEBODY, now=NOW + LEASE) is False
    assert row(session, Job.SWEEP).holder == "second"
    done = Settle(job=Job.SWEEP, holder="second", outcome=Outcome.DONE)
    assert carry_out(session, settle, done, actor=SOMEBODY, now=NOW + LEASE) is True


def test_a_clock_set_back_stops_no_job(do: Do, session: Session, ward: Ward) -> None:
    do(Job.SWEEP, NOW + 365 * DAY)
    carry_out(session, take, Take(job=Job.RETURNS, holder="x"), actor=SOMEBODY, now=NOW + 365 * DAY)
    assert do(Job.SWEEP) is not None
    assert do(Job.RETURNS) is not None
    assert do(Job.SWEEP) is None


def test_the_sweep_raises(do: Do, session: Session, world: World, ward: Ward, arrange: Arrange) -> None:
    arrange(lambda: ready(world, world.stay(ward, admitted_on=TODAY - 30 * DAY), TODAY - 7 * DAY))
    ran = do(Job.SWEEP)
    assert ran is not None
    assert ran.said == "1 raised, 0 known already, 0 lapsed, 0 risen"
    line = session.scalars(select(AuditLine).where(AuditLine.action == "escalation.triggered")).one()
    assert line.user_name == "Job sweep"


def test_daily_returns_are_frozen(do: Do, session: Session, ward: Ward) -> None:
    ran = do(Job.RETURNS)
    assert ran == Ran(outcome=Outcome.DONE, said="1 frozen")
    assert do(Job.RETURNS, NOW + 60 * MINUTE) == Ran(outcome=Outcome.DONE, said="0 frozen")
    assert session.scalar(select(func.count()).select_from(FrozenReturn)) == 1


def test_mail_that_is_not_set_up_is_said(do: Do, session: Session) -> None:
    assert do(Job.NOTICES) == Ran(outcome=Outcome.NOT_SET_UP)
    kept = row(session, Job.NOTICES)
    assert (kept.outcome, kept.done_at, kept.holder) == (Outcome.NOT_SET_UP, None, "")


def test_a_fault_is_kept_by_its_kind_and_the_next_slot_tries_again(
    do: Do, session: Session, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: object, **__: object) -> None:
        raise LookupError("Ruth Alder")

    with monkeypatch.context() as broken:
        broken.setattr("discharge.jobs.commands.doing.sweep", fault)
        assert do(Job.SWEEP) == Ran(outcome=Outcome.FAILED, error="LookupError")
    kept = row(session, Job.SWEEP)
    assert (kept.outcome, kept.error, kept.said, kept.done_at) == (Outcome.FAILED, "LookupError", "", None)
    assert do(Job.SWEEP, NOW + MINUTE) is None
    ran = do(Job.SWEEP, NOW + 5 * MINUTE)
    assert ran is not None
    assert ran.outcome is Outcome.DONE


@pytest.fixture
def readers(world: World, ward: Ward, arrange: Arrange) -> dict[str, User]:
    """A ward with something late and something to word, and people who would read of it."""

    def make() -> dict[str, User]:
        stay = world.stay(ward, edd=TODAY - 2 * DAY)
        blocker = owed(world, stay, due_on=TODAY - DAY)
        made = Escalation(
            organisation_id=stay.organisation_id,
            number=1001,
            subject="stay",
            stay_id=stay.id,
            person_id=stay.person_id,
            ward_id=ward.id,
            state=State.TO_WORD,
            level=HEADS,
            top=HEADS,
            reached_at=NOW,
            raised_on=TODAY,
            raised_at=NOW,
            raised_by="Sweep",
        )
        made.owner = blocker.owner
        world.session.add(made)
        return {
            "coordinator": world.user(Role.COORDINATOR, world.trust),
            "manager": world.user(Role.WARD_MANAGER, ward),
            "nurse": world.user(Role.WARD_MEMBER, ward),
            "executive": world.user(Role.EXECUTIVE, world.trust),
        }

    made: dict[str, User] = arrange(make)
    return made


def told(session: Session) -> dict[Any, dict[str, int]]:
    session.rollback()
    session.expire_all()
    of_kind = select(ToldNotice).where(ToldNotice.kind == Kind.DIGEST)
    return {each.user_id: {line["label"]: line["count"] for line in each.lines} for each in session.scalars(of_kind)}


def test_a_morning_summary_says_what_is_new_overdue_and_unmarked(
    do: Do, session: Session, readers: dict[str, User]
) -> None:
    assert do(Job.DIGESTS, NOW - timedelta(hours=2)) == Ran(outcome=Outcome.DONE, said="0 told")  # 07:30, before eight
    assert do(Job.DIGESTS) == Ran(outcome=Outcome.DONE, said="2 told")
    found = told(session)
    assert set(found) == {readers["coordinator"].id, readers["manager"].id}  # nothing waits for the executive
    desk = found[readers["coordinator"].id]
    assert desk["escalations to word"] == 1
    assert (desk["blockers overdue"], desk["blockers new since yesterday"]) == (1, 1)
    assert desk["people whose EDD has passed"] == 1
    assert desk["earlier days of wards not wholly marked"] > 0
    assert "escalations to word" not in found[readers["manager"].id]
    assert do(Job.DIGESTS, NOW + 60 * MINUTE) == Ran(outcome=Outcome.DONE, said="0 told")


def test_no_summary_at_weekends_after_noon_or_to_who_turned_it_off(
    do: Do, session: Session, world: World, readers: dict[str, User], arrange: Arrange
) -> None:
    assert do(Job.DIGESTS, NOW - 2 * DAY) == Ran(outcome=Outcome.DONE, said="0 told")  # a Saturday
    assert do(Job.DIGESTS, NOW + timedelta(hours=3)) == Ran(outcome=Outcome.DONE, said="0 told")
    off = {"user_id": readers["manager"].id, "kind": Kind.DIGEST, "is_off": True, "changed_at": NOW}
    arrange(lambda: session.add(NoticeChoice(**off)))
    arrange(lambda: world.number(Key.DIGEST_HOUR, 10))
    assert do(Job.DIGESTS, NOW + DAY) == Ran(outcome=Outcome.DONE, said="0 told")  # 09:30: their hour is ten
    do(Job.DIGESTS, NOW + DAY + timedelta(hours=1))
    assert set(told(session)) == {readers["coordinator"].id}


def test_the_page_says_what_is_late_and_no_words_of_a_fault(
    do: Do,
    session: Session,
    world: World,
    ward: Ward,
    arrange: Arrange,
    browse_as: Callable[[User | None], Browse],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    administrator = arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust))
    do(Job.SWEEP, NOW - 3 * MINUTE)
    do(Job.NOTICES)

    def fault(*_: object, **__: object) -> None:
        raise LookupError("Ruth Alder")

    monkeypatch.setattr("discharge.jobs.commands.doing.trusts_due", fault)
    do(Job.RETURNS)
    page = browse_as(administrator).get("/administration/jobs")
    assert "Last ran 3 minutes ago" in page.text
    assert "Something is late" in page.text
    assert "It failed: LookupError, just now" in page.text
    assert "Mail is not set up" in page.text
    assert "Has not run yet" in page.text
    assert "Alder" not in page.text


def test_mail_that_is_not_set_up_is_not_late(
    do: Do,
    app: Flask,
    session: Session,
    world: World,
    ward: Ward,
    arrange: Arrange,
    browse_as: Callable[[User | None], Browse],
) -> None:
    administrator = arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust))
    for job in Job:
        do(job)
    page = browse_as(administrator).get("/administration/jobs")
    assert "Mail is not set up, so no e-mail is sent" in page.text
    assert "Late" not in page.text
    assert "Something is late" not in page.text
    set_up = {"SMTP_URL": "smtp://127.0.0.1", "MAIL_FROM": "a@b.example", "PUBLIC_URL": "https://c.example"}
    try:
        app.config.update(set_up)
        assert "Late" in browse_as(administrator).get("/administration/jobs").text
    finally:
        app.config.update(dict.fromkeys(set_up, ""))


def test_each_line_of_a_summary_leads_to_the_list_behind_its_number(
    do: Do, session: Session, readers: dict[str, User], browse_as: Callable[[User | None], Browse]
) -> None:
    do(Job.DIGESTS)
    for who in ("coordinator", "manager"):
        session.rollback()
        notice = session.scalars(select(ToldNotice).where(ToldNotice.user_id == readers[who].id)).one()
        paths = {line["label"]: line["path"] for line in notice.lines}
        assert "/" not in paths.values()
        assert paths["earlier days of wards not wholly marked"].startswith(("/#wards", "/wards/"))
        for path in paths.values():
            browse_as(readers[who]).get(path)


def test_the_command_lines(app: Flask, session: Session, ward: Ward) -> None:
    run = app.test_cli_runner()
    never = run.invoke(args=["jobs", "list"])
    assert never.exit_code == 1
    assert never.output.splitlines()[0] == "sweep\tSweep of escalations\thas not run yet, late\tIt has never run"
    assert run.invoke(args=["jobs", "once", "sweep"]).output == "0 raised, 0 known already, 0 lapsed, 0 risen\n"
    assert run.invoke(args=["jobs", "once", "notices"]).exit_code == 2
    assert run.invoke(args=["jobs", "once", "digests"]).exit_code == 0
    assert run.invoke(args=["jobs", "once", "returns"]).exit_code == 0
    assert run.invoke(args=["jobs", "once", "old_mail"]).output == "0 removed\n"
    session.rollback()
    after = run.invoke(args=["jobs", "list"]).output.splitlines()
    assert after[0].startswith("sweep\tSweep of escalations\tlast ran just now\tDone: 0 raised")
    assert after[1].startswith("notices\tE-mail\tnot needed\tMail is not set up")
    assert "late" not in after[1]
    assert run.invoke(args=["jobs", "list"]).exit_code == 0


def test_e_mail_that_was_settled_long_ago_is_removed_and_the_bell_stays(
    do: Do, session: Session, nurse: User, arrange: Arrange, world: World
) -> None:
    ages = {MailState.SENT: 91, MailState.GAVE_UP: 91, MailState.NOT_NEEDED: 91, MailState.WAITING: None}

    def mail(number: int, state: MailState, settled: int | None) -> None:
        columns = {"organisation_id": world.trust.id, "kind": Kind.ESCALATION_REACHED, "reference": "", "path": "/"}
        notice = ToldNotice(user_id=nurse.id, key=str(number), lines=[], told_at=NOW, **columns)
        session.add(notice)
        session.flush()
        at = NOW - settled * DAY if settled is not None else None
        times = {"not_before_at": NOW - 99 * DAY, "gives_up_at": NOW + DAY, "reckoned_at": NOW - 99 * DAY}
        row = {"notice_id": notice.id, "is_always": False, "state": state, "attempts": 1, "fault": "none", **times}
        session.add(OutgoingMail(**row, settled_at=at))

    def make() -> None:
        for number, (state, settled) in enumerate([*ages.items(), (MailState.SENT, 89)]):
            mail(number, state, settled)

    arrange(make)
    assert do(Job.OLD_MAIL) == Ran(outcome=Outcome.DONE, said="3 removed")
    assert do(Job.OLD_MAIL, by_hand=True) == Ran(outcome=Outcome.DONE, said="0 removed")
    session.rollback()
    left = session.scalars(select(OutgoingMail).order_by(OutgoingMail.state)).all()
    assert [each.state for each in left] == [MailState.SENT, MailState.WAITING]
    assert session.scalar(select(func.count()).select_from(ToldNotice)) == 5
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "notices.mails_removed")).all()
    assert [line.user_name for line in lines] == ["Job old_mail"]
