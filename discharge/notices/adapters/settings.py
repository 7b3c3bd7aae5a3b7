"""Where mail goes and what stands in it, from the settings of the installation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
NEEDED = ("SMTP_URL", "MAIL_FROM", "PUBLIC_URL")
NOT_SET_UP = "Mail is not set up: set SMTP_URL, MAIL_FROM and PUBLIC_URL. The bell on each page works all the same"


class NotSetUp(Exception):
    """Mail cannot be sent until somebody sets something; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """kind: "smtp" (as it is), "smtp+starttls" or "smtps" (encrypted). user "" for a server that asks for none."""

    kind: str
    host: str
    port: int
    user: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """sender: the address that mail comes from. public_url: how people reach the product, no slash at its end."""

    server: MailServer
    sender: str
    public_url: str


def mail_settings(config: Mapping[str, Any]) -> MailSettings:
    """Raises NotSetUp with a sentence for the operator when something is missing or makes no sense."""
    if not all(config.get(name) for name in NEEDED):
        raise NotSetUp(NOT_SET_UP)
    public = urlsplit(config["PUBLIC_URL"])
    if public.scheme not in {"http", "https"} or not public.hostname:
        raise NotSetUp(
            "Set PUBLIC_URL to the address at which people open the product, such as https://discharge.example"
        )
    if "@" not in config["MAIL_FROM"] or not config["MAIL_FROM"].isprintable():
        raise NotSetUp("Set MAIL_FROM to the e-mail address that mail comes from")
    return MailSettings(
        server=server_at(config["SMTP_URL"]), sender=config["MAIL_FROM"], public_url=config["PUBLIC_URL"].rstrip("/")
    )


def server_at(url: str) -> MailServer:
    """The server that SMTP_URL names. A password never goes over a line that is not encrypted: NotSetUp."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotSetUp("Set SMTP_URL to a port from 1 to 65535") from None
    if parts.scheme not in PORTS or not parts.hostname:
        raise NotSetUp(
            "Set SMTP_URL to smtps://host, smtp+starttls://host or smtp://host, if needed with user:password@"
        )
    if parts.username and parts.scheme == "smtp":
        raise NotSetUp("Use smtps:// or smtp+starttls:// in SMTP_URL: a password is only sent over an encrypted line")
    return MailServer(
        kind=parts.scheme,
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def is_set_up(config: Mapping[str, Any]) -> bool:
    """Whether mail can be sent as far as its settings say; the server is not asked."""
    try:
        mail_settings(config)
    except NotSetUp:
        return False
    return True
