"""A real mail server of this machine that takes, refuses, stalls and drops as a test asks."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.postgres import free_port

TAKEN = "250 Taken"
PATIENCE_SECONDS = 60


@dataclass
class MailServer:
    """mails: what it took, oldest first. answers: what it says to the next messages; when empty, that it takes them.

    An answer of "stall" says nothing until `let_go`, "drop" closes the line before the message is taken, and "take and
    stall" and "take and drop" do so after it was. to_recipients: the same for the address of a mail.
    """

    port: int
    mails: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    to_recipients: list[str] = field(default_factory=list)
    is_in_hand: Event = field(default_factory=Event)  # set while a message is stalled
    _let_go: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

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
def mail_server(port: int = 0) -> Iterator[MailServer]:
    """Serve on a free port of this machine, or on `port`, until the block ends."""
    box = MailServer(port or free_port())
    options: dict[str, Any] = {"hostname": "127.0.0.1", "port": box.port, "ready_timeout": PATIENCE_SECONDS}
    controller = Controller(box, **options)
    controller.start()
    try:
        yield box
    finally:
        box.let_go()
        controller.stop()
