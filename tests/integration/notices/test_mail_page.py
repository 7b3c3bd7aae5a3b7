"""The administrators' page of mail that waits or was given up."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.core.transaction import carry_out
from discharge.notices.adapters.smtp import Outcome
from discharge.notices.commands.digests import Digest, tell_digests
from discharge.notices.commands.sending import Settle, hold_next, settle
from discharge.notices.commands.telling import Notice
from discharge.notices.rules.digests import Line
from discharge.notices.rules.trying import GIVE_UP_AFTER, Fault, State
from discharge.places.models import OrganisationKind, Ward
from tests.browse import Browse
from tests.factories import NOW, World
from tests.integration.conftest import Clock
from tests.integration.notices.conftest import SWEEP, Tell, outbox_of
from tests.shapes import Arrange

NoticeOf = Callable[..., Notice]
Fail = Callable[..., None]
MAIL = "/administration/e-mails"


@pytest.fixture
def administrator(world: World, ward: Ward, arrange: Arrange, browse_as: Callable[[User | None], Browse]) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust)))


@pytest.fixture
def fail(session: Session) -> Fail:
    """The mail that is due next ends like this."""

    def do(outcome: Outcome) -> None:
        holder = uuid4()
        letter = carry_out(session, hold_next, holder, actor=SWEEP, now=NOW)
        assert letter is not None
        carry_out(session, settle, Settle(key=letter.key, holder=holder, outcome=outcome), actor=SWEEP, now=NOW)

    return do


REFUSED = Outcome(fault=Fault.REFUSED, code=550)


def test_what_waits_and_what_was_given_up_stand_with_why_and_without_addresses(
    administrator: Browse, nurse: User, tell: Tell, notice_of: NoticeOf, fail: Fail
) -> None:
    tell(notice_of(nurse, reference="E-1", key="1"))
    fail(REFUSED)
    tell(notice_of(nurse, reference="E-2", key="2"))
    fail(Outcome(fault=Fault.LATER, code=451))
    page = administrator.get(MAIL)
    assert "1 could not be sent" in page.text
    assert "The mail server refused it: check the person’s e-mail address (550)" in page.text
    assert "1 wait" in page.text
    assert "The mail server asked to try again later (451), 1 try" in page.text
    assert nurse.name in page.text
    assert nurse.email not in page.text
    assert "Mail is not set up" in page.text


def test_administration_leads_there(administrator: Browse) -> None:
    assert administrator.get("/administration").html.select(f'a[href="{MAIL}"]')


def test_trying_again_waits_anew_on_record_under_the_same_id(
    session: Session, administrator: Browse, nurse: User, tell: Tell, notice_of: NoticeOf, fail: Fail, clock: Clock
) -> None:
    tell(notice_of(nurse))
    [before] = [mail.id for mail in outbox_of(session)]
    fail(REFUSED)
    clock.now += timedelta(hours=1)
    page = administrator.get(MAIL).submit("Try again")
    assert "It waits to be sent again" in page.text
    assert "0 could not be sent" in page.text
    [mail] = outbox_of(session)
    assert (mail.id, mail.state, mail.attempts, mail.fault) == (before, State.WAITING, 0, Fault.NONE)
    assert (mail.not_before_at, mail.gives_up_at) == (clock.now, clock.now + GIVE_UP_AFTER)
    assert "notices.mail_tried_again" in session.scalars(select(AuditLine.action)).all()


def test_a_morning_summary_is_not_sent_later(
    session: Session, administrator: Browse, nurse: User, ward: Ward, fail: Fail
) -> None:
    line = Line(label="Overdue", count=3, path="/my-actions")
    digest = Digest(user_id=nurse.id, organisation_id=ward.organisation_id, lines=(line,))
    carry_out(session, tell_digests, [digest], actor=SWEEP, now=NOW)
    fail(REFUSED)
    page = administrator.get(MAIL)
    assert "Not sent later" in page.text
    [mail] = outbox_of(session)
    refused = administrator.post(f"{MAIL}/{mail.id}/try-again", {"one_time_key": str(uuid4())}, status=400)
    assert "A morning summary is not sent later" in refused.text


def test_an_administrator_sees_and_tries_only_what_is_of_their_organisations(
    session: Session,
    world: World,
    arrange: Arrange,
    browse_as: Callable[[User | None], Browse],
    nurse: User,
    tell: Tell,
    notice_of: NoticeOf,
    fail: Fail,
) -> None:
    def elsewhere() -> User:
        other = world.organisation(OrganisationKind.TRUST, "Fenland Mental Health")
        return world.user(Role.ADMINISTRATOR, other)

    other = browse_as(arrange(elsewhere))
    tell(notice_of(nurse), notice_of(nurse, key="of no organisation", organisation_id=None))
    fail(REFUSED)
    fail(REFUSED)
    assert "0 could not be sent" in other.get(MAIL).text
    for mail in outbox_of(session):
        other.post(f"{MAIL}/{mail.id}/try-again", {"one_time_key": str(uuid4())}, status=404)
    whole_system = browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, world.system)))
    assert "2 could not be sent" in whole_system.get(MAIL).text


def test_mail_that_is_due_and_not_sent_is_said_to_be_late(
    app: object, administrator: Browse, nurse: User, tell: Tell, notice_of: NoticeOf, clock: Clock, mail_is_set_up: None
) -> None:
    tell(notice_of(nurse))
    clock.now += timedelta(minutes=14)
    assert "Mail is late" not in administrator.get(MAIL).text
    clock.now += timedelta(minutes=2)
    page = administrator.get(MAIL)
    assert "E-mail that is due has waited since 09:30" in page.text
    assert "Mail is not set up" not in page.text


def test_the_page_costs_the_same_for_one_as_for_many(
    administrator: Browse, nurse: User, tell: Tell, notice_of: NoticeOf, count_queries: Callable[..., int]
) -> None:
    tell(notice_of(nurse))
    one = count_queries(lambda: administrator.get(MAIL))
    tell(*[notice_of(nurse, key=str(number)) for number in range(8)])
    assert count_queries(lambda: administrator.get(MAIL)) == one
