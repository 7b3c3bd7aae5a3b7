"""`make demo` a second time: one process brings the database up to date, says the accounts and answers."""

import os
import subprocess
import sys
from pathlib import Path

from tests.databases import HERE
from tests.postgres import free_port
from tests.serving import load_demonstration, wait_until_ready


def test_a_loaded_demonstration_is_kept_and_answers(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'demo.sqlite3'}"
    load_demonstration(database, people=10, days=30)
    address = f"127.0.0.1:{free_port()}"
    with (tmp_path / "said").open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "demonstration.py", "--bind", address],
            cwd=HERE,
            env={**os.environ, "DATABASE_URL": database, "DISCHARGE_ENV": "demo"},
            stdout=said,
            stderr=said,
        )
        try:
            wait_until_ready(f"http://{address}", server)
        finally:
            server.terminate()
            server.wait(timeout=20)
    words = (tmp_path / "said").read_text()
    assert "its data is kept" in words
    assert "nurse@northmoor.example" in words
    assert f"Discharge answers at http://{address}" in words
