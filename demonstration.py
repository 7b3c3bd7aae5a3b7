"""How gunicorn serves `make demo`: one process brings the database up to date and fills it, then answers from it.

Three processes one after another would load the whole product three times, which is most of the time a start takes.
A second process runs what runs by itself, as docs/operations.md asks for, once there is something to see.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config

from discharge.core.db import db
from discharge.demo.cli import load_demo
from wsgi import app

HERE = Path(__file__).parent
STOPS_WITHIN = 5  # seconds

wsgi_app = "wsgi:app"
preload_app = True
workers = 2
loglevel = "warning"
beside: list[subprocess.Popen[bytes]] = []


def on_starting(_server: Any) -> None:
    """Before anything is answered. Exits as `flask demo load` does when it refuses."""
    command.upgrade(Config(HERE / "alembic.ini"), "head")
    with app.app_context():
        load_demo.main([], standalone_mode=False)
    with app.app_context():
        db.engine.dispose()  # workers open connections of their own


def when_ready(server: Any) -> None:
    """Say where it answers, now that it does, and let run what runs by itself."""
    beside.append(subprocess.Popen([sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "run"], cwd=HERE))
    for address in server.cfg.address:
        print(f"Discharge answers at http://{address[0]}:{address[1]} (stop it with Ctrl+C)", flush=True)  # noqa: T201


def on_exit(_server: Any) -> None:
    """What a process that is killed had in hand is free again by its lease: docs/adr/0009-jobs.md"""
    for each in beside:
        each.terminate()
    for each in beside:
        try:
            each.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()
