"""A line to the mail server, by the standard library. What went wrong comes back as a fault, never as words."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from threading import Timer
from types import TracebackType
from typing import Self

from discharge.notices.adapters.settings import MailServer
from discharge.notices.rules.trying import CONVERSATION, OF_SERVER, Fault

SILENCE_SECONDS = 20.0  # without a word from the server


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """fault NONE: the server took it. code: the server's number, where it said one."""

    fault: Fault
    code: int | None = None


class Post:
    """One line, opened for the first message and kept for the next ones. Close it when nothing is due.

    silence: seconds without a word. longest: seconds for one message, however slowly the server speaks; then the line
    is cut, so that nobody speaks longer than their lease lasts.
    """

    def __init__(
        self,
        server: MailServer,
        *,
        silence: float = SILENCE_SECONDS,
        longest: float = CONVERSATION.total_seconds(),
    ) -> None:
        self._server, self._silence, self._longest = server, silence, longest
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, message: EmailMessage) -> Outcome:
        """Hand one message to the server. Never raises for what a server or a network does."""
        cutter = _Cutter(self._line)
        timer = Timer(self._longest, cutter.cut)
        timer.daemon = True
        timer.start()
        try:
            self._line = self._line or _open(self._server, self._silence, cutter)
            outcome = _say(self._line, message)
        except (OSError, ValueError) as error:  # SMTPException is an OSError; ValueError: an address nobody can write
            outcome = Outcome(fault=Fault.STALLED) if cutter.has_cut else _outcome_of(error)
        finally:
            timer.cancel()
        if outcome.fault in OF_SERVER:
            self._drop(cutter)
        return outcome

    def close(self) -> None:
        """Say goodbye if a line is open."""
        line, self._line = self._line, None
        if line is not None:
            try:
                line.quit()
            except OSError:
                line.close()

    def _drop(self, cutter: "_Cutter") -> None:
        self._line = None
        if cutter.line is not None:
            cutter.line.close()


class _Cutter:
    """Cuts a line from another thread."""

    def __init__(self, line: smtplib.SMTP | None) -> None:
        self.line, self.has_cut = line, False

    def cut(self) -> None:
        self.has_cut = True
        open_socket = getattr(self.line, "sock", None)
        if open_socket is not None:
            try:
                socket.socket.shutdown(open_socket, socket.SHUT_RDWR)  # not TLS's own, which waits for an answer
            except OSError:
                return  # it is closed already


class _Line(smtplib.SMTP):
    """Known to the cutter before the server's first word, so that a greeting without end is cut too."""

    def __init__(self, server: MailServer, silence: float, cutter: _Cutter) -> None:
        cutter.line = self
        super().__init__(server.host, server.port, timeout=silence)


class _SecureLine(smtplib.SMTP_SSL):
    def __init__(self, server: MailServer, silence: float, cutter: _Cutter) -> None:
        cutter.line = self
        super().__init__(server.host, server.port, timeout=silence, context=ssl.create_default_context())


def _open(server: MailServer, silence: float, cutter: _Cutter) -> smtplib.SMTP:
    if server.kind == "smtps":
        line: smtplib.SMTP = _SecureLine(server, silence, cutter)
    else:
        line = _Line(server, silence, cutter)
    if server.kind == "smtp+starttls":
        line.starttls(context=ssl.create_default_context())
    if server.user:
        line.login(server.user, server.password)
    return line


def _say(line: smtplib.SMTP, message: EmailMessage) -> Outcome:
    """An address with letters that this server does not take is the message's fault: the others can be sent."""
    try:
        line.send_message(message)
    except smtplib.SMTPNotSupportedError:
        return Outcome(fault=Fault.REFUSED)
    return Outcome(fault=Fault.NONE)


# Without a number of the server's, in this order: the first kind that fits.
_BY_KIND = (
    ((smtplib.SMTPNotSupportedError, ssl.SSLCertVerificationError), Fault.NOT_LET_IN),
    ((smtplib.SMTPServerDisconnected, ConnectionResetError, BrokenPipeError), Fault.DROPPED),
    ((TimeoutError,), Fault.STALLED),
    ((ssl.SSLError,), Fault.DROPPED),
    ((OSError,), Fault.AWAY),
    ((ValueError,), Fault.REFUSED),
)


def _outcome_of(error: OSError | ValueError) -> Outcome:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _said_of_message(min(int(said[0]) for said in error.recipients.values()))
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(error, int(error.smtp_code))
    if isinstance(error, smtplib.SMTPServerDisconnected) and isinstance(error.__context__, TimeoutError):
        return Outcome(fault=Fault.STALLED)  # how the library says that nothing came
    return Outcome(fault=next(fault for kinds, fault in _BY_KIND if isinstance(error, kinds)))


def _answered(error: smtplib.SMTPResponseException, code: int) -> Outcome:
    is_of_sender = isinstance(error, smtplib.SMTPSenderRefused)
    if isinstance(error, smtplib.SMTPDataError) or (is_of_sender and code < 500):
        return _said_of_message(code)
    if is_of_sender or isinstance(error, smtplib.SMTPAuthenticationError):
        return Outcome(fault=Fault.NOT_LET_IN, code=code)
    return Outcome(fault=Fault.AWAY, code=code)  # to the greeting, EHLO or STARTTLS


def _said_of_message(code: int) -> Outcome:
    """What was answered about one message: 421 closes the line, other 4xx mean later, 5xx never."""
    if code == 421:
        return Outcome(fault=Fault.DROPPED, code=code)
    return Outcome(fault=Fault.LATER if code < 500 else Fault.REFUSED, code=code)
