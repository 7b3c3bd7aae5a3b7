"""The product with a clock that a test can put forward: the file that CLOCK_AHEAD names holds seconds."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import discharge.core.web
from discharge.core.clock import utc_now
from wsgi import app

AHEAD = Path(os.environ["CLOCK_AHEAD"])


def moved() -> datetime:
    return utc_now() + timedelta(seconds=int(AHEAD.read_text(encoding="utf-8")))


discharge.core.web.utc_now = moved

__all__ = ["app"]
