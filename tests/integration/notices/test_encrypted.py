"""Sending over an encrypted line to a mail server that demands one and a password; and addresses it cannot take."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.core.transaction import write_transaction
from discharge.notices.adapters.settings import MailServer as Address
from discharge.notices.adapters.settings import server_at
from discharge.notices.adapters.smtp import Post
from discharge.notices.commands.sending import Pass, send_due
from discharge.notices.commands.telling import Notice
from discharge.notices.rules.trying import Fault, State
from tests.factories import NOW, World
from tests.integration.notices.conftest import SWEEP, Tell, outbox_of
from tests.integration.notices.test_sending import settings_for
from tests.mail_server import CERTIFICATE, MailServer, mail_server
from tests.shapes import Arrange

NoticeOf = Callable[..., Notice]


@pytest.fixture(params=["smtp+starttls", "smtps"])
def box(request: pytest.FixtureRequest) -> Iterator[MailServer]:
    with mail_server(kind=request.param) as server:
        yield server


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the certificate of the test's server, as it would the hospital's."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))


def send(session: Session, address: Address) -> Pass:
    settings = replace(settings_for(1), server=address)
    with Post(address, silence=10, longest=10) as post:
        return send_due(session, post, settings, holder=uuid4(), actor=SWEEP, clock=lambda: NOW)


@pytest.mark.usefixtures("trusted")
def test_mail_leaves_over_an_encrypted_line_after_signing_in(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, box: MailServer
) -> None:
    tell(notice_of(nurse, key="1"), notice_of(nurse, key="2"))
    assert send(session, server_at(box.url)) == Pass(sent=2)
    assert len(box.mails) == 2
    assert {mail.state for mail in outbox_of(session)} == {State.SENT}


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_loses_nothing_and_says_so(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, box: MailServer
) -> None:
    tell(notice_of(nurse))
    done = send(session, replace(server_at(box.url), password="another"))
    assert done == Pass(to_try_again=1, fault=Fault.NOT_LET_IN)
    assert [(mail.fault, mail.fault_code) for mail in outbox_of(session)] == [(Fault.NOT_LET_IN, 535)]
    assert box.mails == []


def test_a_certificate_that_nobody_trusts_is_not_spoken_with(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf, box: MailServer
) -> None:
    tell(notice_of(nurse))
    assert send(session, server_at(box.url)) == Pass(to_try_again=1, fault=Fault.NOT_LET_IN)
    assert box.mails == []


def test_no_password_goes_to_a_server_that_does_not_encrypt(
    session: Session, nurse: User, tell: Tell, notice_of: NoticeOf
) -> None:
    tell(notice_of(nurse))
    with mail_server() as plain:
        address = replace(server_at(plain.url), kind="smtp+starttls", user="ward", password="secret")
        assert send(session, address) == Pass(to_try_again=1, fault=Fault.NOT_LET_IN)
    assert plain.mails == []


@pytest.mark.parametrize(
    "address",
    [
        "jos\u00e9@northmoor.example",  # a server that takes no such letters
        "nurse@northmoor.example\r\nBcc: all@northmoor.example",
        "one@northmoor.example, two@northmoor.example",
        "nurse",
        "",
        "\u0000@northmoor.example",
    ],
)
def test_an_address_that_cannot_be_written_to_stops_nobody_else(
    session: Session,
    nurse: User,
    world: World,
    ward: object,
    arrange: Arrange,
    tell: Tell,
    notice_of: NoticeOf,
    address: str,
) -> None:
    other = arrange(lambda: world.user(Role.WARD_MEMBER, ward))
    if "\u0000" in address and session.get_bind().dialect.name == "postgresql":
        address = "\u0001@northmoor.example"  # its columns hold no NUL
    with write_transaction(session):
        session.get_one(User, nurse.id).email = address
    tell(notice_of(nurse))
    tell(notice_of(other))
    with mail_server(is_ascii=True) as box:
        assert send(session, server_at(box.url)) == Pass(sent=1, given_up=1)
        assert box.recipients == [other.email]
        assert [mail["Bcc"] for mail in box.mails] == [None]
