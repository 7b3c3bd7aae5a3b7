"""Tests as of another day: `make test-browser DAYS_AHEAD=5.5` puts the clock of every process of Python forward.

Python imports this by itself at its start where PYTHONPATH names this folder.
"""

import os
import sys
from datetime import datetime, timedelta
from pathlib import Path

AHEAD = timedelta(days=float(os.environ["DAYS_AHEAD"]))

sys.path.insert(0, str(Path(__file__).parents[2]))
from discharge.core import clock  # noqa: E402 (found by the line above)

sys.path.pop(0)
real = clock.utc_now


def ahead() -> datetime:
    return real() + AHEAD


clock.utc_now = ahead  # before anything asks for it by name
