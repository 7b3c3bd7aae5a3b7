"""The e-mail itself: plain text, a kind, a reference and a link. Nothing else leaves the system."""

import re
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from discharge.notices.adapters.settings import MailSettings
from discharge.notices.rules.kinds import WORDS, Kind, headline
from discharge.notices.rules.letter import Letter

CHOICES = "/account/notices"
_ADDRESS = re.compile(r"([^\s@<>()\[\],;:\"\\]+)@([^\s@<>()\[\],;:\"\\]+)")
ONE_LINE = SMTP.clone(max_line_length=998)  # a link stays in one piece


def message_of(letter: Letter, settings: MailSettings, *, now: datetime) -> EmailMessage:
    """Ready to be sent; the same row always makes the same Message-ID.

    Raises ValueError for an address that no header can hold.
    """
    message = EmailMessage(policy=ONE_LINE)
    message["Message-ID"] = f"<{letter.key}@{urlsplit(settings.public_url).hostname}>"
    message["Date"] = format_datetime(now)
    message["From"] = settings.sender
    message["To"] = _one_address(letter.to)
    message["Subject"] = headline(letter.kind, letter.reference)
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers
    message.set_content(_body(letter, settings.public_url))
    return message


def _one_address(words: str) -> Address:
    """Raises ValueError for anything but the address of one mailbox: several would each get the mail."""
    parts = _ADDRESS.fullmatch(words)
    if parts is None or not words.isprintable():
        raise ValueError("an address is one name and one domain")
    return Address(username=parts[1], domain=parts[2])


def _body(letter: Letter, public_url: str) -> str:
    said = [WORDS[letter.kind].sentence, ""]
    if letter.reference:
        said += [f"Reference: {letter.reference}", ""]
    if letter.lines:
        said += [f"{line['count']} {line['label']}: {public_url}{line['path']}" for line in letter.lines]
    else:
        said.append(f"Open it: {public_url}{letter.path}")
    said += [
        "",
        "You are asked to sign in. This message holds no names on purpose.",
        "",
    ]
    if letter.kind is Kind.DIGEST:
        said.append(f"You can turn morning summaries off: {public_url}{CHOICES}")
    else:
        said.append("Notices about escalations cannot be turned off. Morning summaries can:")
        said.append(f"{public_url}{CHOICES}")
    return "\n".join(said) + "\n"
