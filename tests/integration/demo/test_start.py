"""`make demo` a second time: one process brings the database up to date, says the accounts and answers."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.databases import HERE
from tests.postgres import free_port
from tests.serving import READY_SECONDS, load_demonstration, wait_until_ready


def wait_until_swept(file: Path) -> None:
    """Until what runs by itself has swept the demonstration once."""
    deadline = time.monotonic() + READY_SECONDS
    with closing(sqlite3.connect(file)) as database:
        while not database.execute("SELECT 1 FROM job WHERE name = 'sweep' AND done_at IS NOT NULL").fetchone():
            assert time.monotonic() < deadline, "nothing runs by itself beside the demonstration"
            time.sleep(0.05)


def test_a_loaded_demonstration_is_kept_and_answers_and_what_runs_by_itself_runs(tmp_path: Path) -> None:
    file = tmp_path / "demo.sqlite3"
    database = f"sqlite:///{file}"
    load_demonstration(database, people=10, days=30)
    address = f"127.0.0.1:{free_port()}"
    with (tmp_path / "said").open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "demonstration.py", "--bind", address],
            cwd=HERE,
            env={**os.environ, "DATABASE_URL": database, "DISCHARGE_ENV": "demo"},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            wait_until_ready(f"http://{address}", server)
            wait_until_swept(file)
        finally:
            server.terminate()
            server.wait(timeout=20)
    with pytest.raises(ProcessLookupError):
        os.killpg(server.pid, 0)  # nothing that it started is left
    words = (tmp_path / "said").read_text()
    assert "its data is kept" in words
    assert "nurse@northmoor.example" in words
    assert f"Discharge answers at http://{address}" in words
