"""Settings from the environment. Only `wsgi.py`, the tests and the bench read this; nothing in `discharge/` does."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
WEAKEST_SECRET = 32  # letters
MOST_DAYS = 3650  # ten years


def from_environment(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The application's settings.

    DATABASE_URL: sqlite:///... or postgresql://...; the default is a SQLite file in `instance/`.
    DISCHARGE_ENV: "production" (the default), "demo" or "test". SECRET_KEY: needed in production.
    DISCHARGE_PROXIES: how many proxies stand in front and set X-Forwarded-*; default 0.
    SMTP_URL, MAIL_FROM, PUBLIC_URL: the mail server, the address that mail comes from and the address of the product in
    its links; docs/operations.md. Without them no e-mail is sent.
    KEEP_MAIL_DAYS: how long an e-mail that was sent stays in the outbox; default 90 days.

    Raises SystemExit, naming what to set, when production would start with a weak secret or in debug, and for a number
    of days that is none.
    """
    kind = environ.get("DISCHARGE_ENV", "production")
    if kind not in {"production", "demo", "test"}:
        raise SystemExit("Set DISCHARGE_ENV to production, demo or test")
    secret = environ.get("SECRET_KEY", "")
    if kind == "production":
        if len(secret) < WEAKEST_SECRET or len(set(secret)) < 10:
            raise SystemExit(
                f"Set SECRET_KEY to at least {WEAKEST_SECRET} random letters before starting in production"
            )
        if environ.get("FLASK_DEBUG", "0") not in {"", "0", "false", "False"}:
            raise SystemExit("Unset FLASK_DEBUG before starting in production")
    default_database = f"sqlite:///{HERE / 'instance' / 'discharge.sqlite3'}"
    return {
        "ENVIRONMENT": kind,
        "SECRET_KEY": secret or "only for demonstrations and tests, never for people",
        "DATABASE_URL": environ.get("DATABASE_URL") or default_database,
        "PROXIES": int(environ.get("DISCHARGE_PROXIES", "0")),
        "HAS_HTTPS": kind == "production",
        "SMTP_URL": environ.get("SMTP_URL", ""),
        "MAIL_FROM": environ.get("MAIL_FROM", ""),
        "PUBLIC_URL": environ.get("PUBLIC_URL", ""),
        "KEEP_MAIL_DAYS": _days(environ.get("KEEP_MAIL_DAYS") or "90"),
    }


def _days(words: str) -> int:
    if not words.isdecimal() or not 1 <= int(words) <= MOST_DAYS:
        raise SystemExit(f"Set KEEP_MAIL_DAYS to a number of days from 1 to {MOST_DAYS}")
    return int(words)
