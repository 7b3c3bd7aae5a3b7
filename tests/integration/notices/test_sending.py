"""Sending to a real mail server that takes, refuses, stalls, drops and goes away: nothing lost, nothing doubled."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from threading import Thread
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.access.queries import actor_of
from discharge.audit.models import AuditLine
from discharge.core.transaction import carry_out, write_transaction
from discharge.notices.adapters.settings import MailSettings, server_at
from discharge.notices.adapters.smtp import Outcome, Post
from discharge.notices.commands.choosing import Choose, choose
from discharge.notices.commands.digests import Digest, tell_digests
from discharge.notices.commands.sending import Pass, hold_next, send_due
from discharge.notices.commands.telling import Notice
from discharge.notices.models import OutgoingMail
from discharge.notices.rules.digests import Line
from discharge.notices.rules.kinds import Kind
from discharge.notices.rules.trying import GIVE_UP_AFTER, LEASE, Fault, State
from tests.factories import NOW
from tests.integration.notices.conftest import SWEEP, Tell, outbox_of
from tests.mail_server import MailServer, mail_server
from tests.postgres import free_port

NoticeOf = Callable[..., Notice]
Send = Callable[..., Pass]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def box() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


def settings_for(port: int) -> MailSettings:
    return MailSettings(
        server=server_at(f"smtp://127.0.0.1:{port}"),
        sender="discharge@northmoor.example",
        public_url="https://discharge.northmoor.example",
    )


@pytest.fixture
def send(session: Session, box: MailServer) -> Send:
    """One pass at a moment."""

    def do(now: datetime = NOW, *, port: int = box.port, silence: float = 10, longest: float = 10) -> Pass:
        settings = settings_for(port)
        with Post(settings.server, silence=silence, longest=longest) as post:
            return send_due(session, post, settings, holder=uuid4(), actor=SWEEP, clock=lambda: now)

    return do


def states(session: Session) -> list[tuple[State, Fault, int | None]]:
    return [(mail.state, mail.fault, mail.fault_code) for mail in outbox_of(session)]


def test_a_mail_says_the_kind_the_reference_and_the_link_and_no_name(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send, box: MailServer
) -> None:
    tell(notice_of(nurse))
    assert send() == Pass(sent=1)
    [mail] = box.mails
    [row] = outbox_of(session)
    assert (mail["To"], mail["From"]) == (nurse.email, "discharge@northmoor.example")
    assert mail["Subject"] == "An escalation has reached you (E-1042)"
    assert mail["Message-ID"] == f"<{row.id}@discharge.northmoor.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    body = mail.get_content()
    assert "Reference: E-1042" in body
    assert "https://discharge.northmoor.example/escalations/1042" in body
    assert "https://discharge.northmoor.example/account/notices" in body
    assert nurse.name not in mail.as_string()
    assert (row.state, row.settled_at, row.held_by) == (State.SENT, NOW, None)


def test_a_digest_lists_its_counts_and_how_to_turn_it_off(
    session: Session, nurse: User, send: Send, box: MailServer
) -> None:
    lines = (
        Line(label="Days not marked on Birch", count=4, path="/wards/1"),
        Line(label="Überfällig", count=1, path="/a"),
    )
    digest = Digest(user_id=nurse.id, organisation_id=None, lines=lines)
    carry_out(session, tell_digests, [digest], actor=SWEEP, now=NOW)
    send()
    [mail] = box.mails
    body = mail.get_content()
    assert mail["Subject"] == "Your morning summary"
    assert "4 Days not marked on Birch: https://discharge.northmoor.example/wards/1" in body
    assert "1 Überfällig: " in body
    assert "turn morning summaries off: https://discharge.northmoor.example/account/notices" in body


def test_what_was_sent_is_not_sent_again(nurse: User, tell: Tell, notice_of: NoticeOf, send: Send) -> None:
    tell(notice_of(nurse))
    assert [send(), send(NOW + HOUR)] == [Pass(sent=1), Pass()]


def test_mail_waits_for_its_hour(nurse: User, tell: Tell, notice_of: NoticeOf, send: Send) -> None:
    evening = datetime(2026, 12, 24, 20, 0, tzinfo=UTC)
    tell(notice_of(nurse), now=evening)
    assert send(evening) == send(datetime(2026, 12, 29, 7, 59, tzinfo=UTC)) == Pass()
    assert send(datetime(2026, 12, 29, 8, 0, tzinfo=UTC)) == Pass(sent=1)


def test_a_server_that_says_later_is_tried_after_a_growing_delay(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send, box: MailServer
) -> None:
    box.answers = ["451 Come back", "452 Full"]
    tell(notice_of(nurse))
    assert send() == Pass(to_try_again=1)
    assert states(session) == [(State.WAITING, Fault.LATER, 451)]
    assert send(NOW + MINUTE - timedelta(seconds=1)) == Pass()
    assert send(NOW + MINUTE) == Pass(to_try_again=1)
    assert send(NOW + 2 * MINUTE) == Pass()
    assert send(NOW + 3 * MINUTE) == Pass(sent=1)
    assert len(box.mails) == 1


@pytest.mark.parametrize("by", ["recipient", "message"])
def test_a_mail_refused_for_good_is_given_up_and_the_next_is_sent(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send, box: MailServer, by: str
) -> None:
    said = "550 No such person here"
    box.answers, box.to_recipients = ([said], []) if by == "message" else ([], [said])
    tell(notice_of(nurse, key="first"), now=NOW - MINUTE)
    tell(notice_of(nurse, key="second"))
    assert send() == Pass(given_up=1, sent=1)
    assert states(session) == [(State.GAVE_UP, Fault.REFUSED, 550), (State.SENT, Fault.NONE, None)]
    assert send(NOW + HOUR) == Pass()
    assert "notices.mail_given_up" in session.scalars(select(AuditLine.action)).all()


def test_an_address_that_nobody_can_write_is_given_up_and_the_next_is_sent(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send
) -> None:
    tell(notice_of(nurse))
    with write_transaction(session):
        session.execute(update(User).where(User.id == nurse.id).values(email="a\nb@northmoor.example"))
    assert send() == Pass(given_up=1)
    assert states(session) == [(State.GAVE_UP, Fault.REFUSED, None)]


@pytest.mark.parametrize(("answer", "fault"), [("stall", Fault.STALLED), ("drop", Fault.DROPPED)])
def test_a_server_that_stalls_or_drops_ends_the_pass_and_nothing_is_lost(
    session: Session,
    nurse: User,
    tell: Tell,
    notice_of: NoticeOf,
    send: Send,
    box: MailServer,
    answer: str,
    fault: Fault,
) -> None:
    box.answers = [answer]
    tell(notice_of(nurse, key="first"), now=NOW - MINUTE)
    tell(notice_of(nurse, key="second"))
    assert send(silence=0.3) == Pass(to_try_again=1, fault=fault)
    assert states(session) == [(State.WAITING, fault, None), (State.WAITING, Fault.NONE, None)]
    box.let_go()
    assert send(NOW + MINUTE) == Pass(sent=2)
    assert len(set(box.ids())) == len(box.ids()) == 2


def test_a_server_that_takes_a_mail_and_drops_gets_it_again_under_the_same_id(
    nurse: User, tell: Tell, notice_of: NoticeOf, send: Send, box: MailServer
) -> None:
    box.answers = ["take and drop"]
    tell(notice_of(nurse))
    assert send() == Pass(to_try_again=1, fault=Fault.DROPPED)
    assert send(NOW + MINUTE) == Pass(sent=1)
    assert len(box.ids()) == 2
    assert len(set(box.ids())) == 1


def test_a_server_that_speaks_without_end_is_cut_off(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=drip, args=(listening,), daemon=True).start()
        tell(notice_of(nurse))
        assert send(port=listening.getsockname()[1], silence=5, longest=0.4).fault is Fault.STALLED
    assert states(session) == [(State.WAITING, Fault.STALLED, None)]


def drip(listening: socket.socket) -> None:
    """A greeting that never ends, a letter at a time."""
    line, _ = listening.accept()
    line.settimeout(0.05)
    with line:
        while True:
            try:
                line.sendall(b"2")
                if not line.recv(1):
                    return
            except TimeoutError:
                continue
            except OSError:
                return


def test_a_server_that_is_down_for_an_hour_loses_and_doubles_nothing(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send, box: MailServer
) -> None:
    nobody = free_port()
    for number in range(20):
        tell(notice_of(nurse, key=f"{number:02}"), now=NOW + number * MINUTE)
    for minute in range(60):
        done = send(NOW + minute * MINUTE, port=nobody)
        assert done.sent == done.given_up == 0
    assert {fault for _, fault, _ in states(session)} <= {Fault.AWAY, Fault.NONE}
    for minute in range(60, 91):
        send(NOW + minute * MINUTE)
    assert [state for state, _, _ in states(session)] == [State.SENT] * 20
    assert len(set(box.ids())) == len(box.ids()) == 20


def test_a_mail_that_cannot_be_sent_for_days_is_given_up_and_says_why(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send
) -> None:
    tell(notice_of(nurse, always=True))
    send(NOW, port=free_port())
    assert send(NOW + GIVE_UP_AFTER - MINUTE, port=free_port()).to_try_again == 1
    send(NOW + GIVE_UP_AFTER + HOUR)
    assert states(session) == [(State.GAVE_UP, Fault.AWAY, None)]


def test_what_waited_too_long_because_nobody_sent_is_given_up_as_too_old(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send, box: MailServer
) -> None:
    tell(notice_of(nurse))
    send(NOW + timedelta(days=30))
    assert states(session) == [(State.GAVE_UP, Fault.TOO_OLD, None)]
    assert box.mails == []


def test_an_account_closed_in_the_meantime_gets_no_mail(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send, box: MailServer
) -> None:
    tell(notice_of(nurse))
    with write_transaction(session):
        session.execute(update(User).where(User.id == nurse.id).values(active=False))
    assert send() == Pass()
    assert [state for state, _, _ in states(session)] == [State.NOT_NEEDED]
    assert box.mails == []


def test_a_digest_turned_off_before_its_hour_is_not_sent(
    session: Session, nurse: User, send: Send, box: MailServer
) -> None:
    digest = Digest(user_id=nurse.id, organisation_id=None, lines=(Line(label="New", count=1, path="/a"),))
    carry_out(session, tell_digests, [digest], actor=SWEEP, now=NOW)
    oneself = actor_of(session, nurse, now=NOW, request_id="")
    carry_out(session, choose, Choose(kind=Kind.DIGEST, is_off=True), actor=oneself, now=NOW)
    assert send() == Pass()
    assert [state for state, _, _ in states(session)] == [State.NOT_NEEDED]


def test_what_another_sender_has_in_hand_is_left_until_its_lease_ends(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send, box: MailServer
) -> None:
    tell(notice_of(nurse))
    letter = carry_out(session, hold_next, uuid4(), actor=SWEEP, now=NOW)  # and that sender dies
    assert send(NOW + LEASE - timedelta(seconds=1)) == Pass()
    assert send(NOW + LEASE) == Pass(sent=1)
    assert box.ids() == [f"<{letter.key}@discharge.northmoor.example>"]


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
def test_a_clock_set_back_holds_nothing_up(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send, box: MailServer, back: timedelta
) -> None:
    box.answers = ["451 Later"]
    fast = NOW + back
    tell(notice_of(nurse, key="tried", always=True), now=fast)
    send(fast)
    tell(notice_of(nurse, key="waits", always=True), now=fast + MINUTE)
    assert send(NOW) == Pass(sent=2)
    assert len(set(box.ids())) == len(box.ids()) == 2


def test_a_clock_set_back_takes_no_mail_out_of_living_hands(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, send: Send
) -> None:
    fast = NOW + timedelta(days=3)
    tell(notice_of(nurse), now=fast)
    carry_out(session, hold_next, uuid4(), actor=SWEEP, now=fast)
    assert send(NOW) == Pass()
    assert outbox_of(session)[0].held_until == NOW + LEASE
    assert send(NOW + LEASE) == Pass(sent=1)


def test_no_transaction_is_open_while_the_server_is_spoken_with(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, box: MailServer
) -> None:
    tell(notice_of(nurse))
    seen: list[bool] = []

    class Watching(Post):
        def send(self, message: EmailMessage) -> Outcome:
            seen.append(session.in_transaction())
            return super().send(message)

    settings = settings_for(box.port)
    with Watching(settings.server) as post:
        send_due(session, post, settings, holder=uuid4(), actor=SWEEP, clock=lambda: NOW)
    assert seen == [False]
    assert session.scalars(select(OutgoingMail.state)).all() == [State.SENT]
