"""A real mail server of this machine that takes, refuses, stalls and drops as a test asks."""

import asyncio
import ssl
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import quote

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.postgres import free_port

CERTIFICATE = Path(__file__).with_name("mail_server.pem")  # with its key: of 127.0.0.1, for these tests alone
USER, PASSWORD = "ward@northmoor", "p:/@ss word"
TAKEN = "250 Taken"
PATIENCE_SECONDS = 60


def _knows(_server: object, _session: object, _envelope: object, _kind: str, given: Any) -> AuthResult:
    is_known = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_known, handled=is_known)


@dataclass
class MailServer:
    """mails: what it took, oldest first. answers: what it says to the next messages; when empty, that it takes them.

    An answer of "stall" says nothing until `let_go`, "drop" closes the line before the message is taken, and "take and
    stall" and "take and drop" do so after it was. to_recipients: the same for the address of a mail.
    """

    port: int
    kind: str = "smtp"
    mails: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    to_recipients: list[str] = field(default_factory=list)
    is_in_hand: Event = field(default_factory=Event)  # set while a message is stalled
    _let_go: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        who = "" if self.kind == "smtp" else f"{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@"
        return f"{self.kind}://{who}127.0.0.1:{self.port}"

    def let_go(self) -> None:
        """Answer the messages that are stalled."""
        self._let_go.set()

    def ids(self) -> list[str]:
        """The Message-ID of each mail, in the order in which they came."""
        return [str(mail["Message-ID"]) for mail in self.mails]

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.to_recipients.pop(0) if self.to_recipients else TAKEN
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else TAKEN
        if answer.startswith(("250", "take")):
            self.mails.append(message_from_bytes(envelope.content or b"", policy=default))
            self.recipients.extend(envelope.rcpt_tos)
        if answer.endswith("drop"):
            server.transport.close()
            return TAKEN
        if answer.endswith("stall"):
            self.is_in_hand.set()
            await asyncio.get_running_loop().run_in_executor(None, self._let_go.wait, PATIENCE_SECONDS)
            return TAKEN
        return answer


@contextmanager
def mail_server(port: int = 0, *, kind: str = "smtp", is_ascii: bool = False) -> Iterator[MailServer]:
    """Serve on a free port of this machine, or on `port`, until the block ends.

    kind: "smtp+starttls" and "smtps" demand an encrypted line and then USER and PASSWORD; their certificate is
    CERTIFICATE, which nobody trusts by default. is_ascii: it takes no address with other letters.
    """
    box = MailServer(port or free_port(), kind)
    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": box.port, "ready_timeout": PATIENCE_SECONDS}
    if is_ascii:
        options["enable_SMTPUTF8"] = False
    if kind != "smtp":
        secret = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        secret.load_cert_chain(CERTIFICATE)
        options |= {"authenticator": _knows, "auth_required": True}
    if kind == "smtp+starttls":
        options |= {"tls_context": secret, "require_starttls": True}
    if kind == "smtps":
        options |= {"ssl_context": secret, "auth_require_tls": False}  # it does not count the line as encrypted
    controller = Controller(box, **options)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Requiring AUTH while not requiring TLS")  # it says so of each smtps line
        controller.start()
        try:
            yield box
        finally:
            box.let_go()
            controller.stop()
