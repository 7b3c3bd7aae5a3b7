"""The product with a clock that a test can put forward: the file that CLOCK_AHEAD names holds seconds.

Served as `tests.browser.clocked:app`; its command lines by `flask --app tests.browser.clocked`.
"""

import importlib
import os
from datetime import datetime, timedelta
from pathlib import Path

from discharge.core import clock

AHEAD = Path(os.environ["CLOCK_AHEAD"])
real = clock.utc_now


def moved() -> datetime:
    return real() + timedelta(seconds=int(AHEAD.read_text(encoding="utf-8")))


clock.utc_now = moved  # before anything asks for it by name
app = importlib.import_module("wsgi").app

__all__ = ["app"]
