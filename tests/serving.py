"""The product as it is served: gunicorn on a free port of this machine, with a database of its own."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.databases import HERE
from tests.postgres import free_port

READY_SECONDS = 120  # on a machine that has much else to do


@dataclass(frozen=True, slots=True)
class Server:
    """address: without a slash at the end. pid: of the first process; its workers are its children."""

    address: str
    pid: int


def load_demonstration(database_url: str, *, people: int, days: int) -> None:
    """Migrate a database and fill it with the demonstration, in processes of their own."""
    _run(database_url, "alembic", "upgrade", "head")
    run_command(database_url, "demo", "load", "--people", str(people), "--days", str(days))


def run_command(
    database_url: str,
    *words: str,
    typed: str | None = None,
    module: str = "wsgi",
    more: Mapping[str, str] | None = None,
) -> str:
    """Run one of the product's commands; what it printed. typed: what it reads. more: settings of its own.

    Raises RuntimeError when it fails.
    """
    return _run(database_url, "flask", "--app", module, *words, typed=typed, more=more)


def _run(
    database_url: str, *words: str, typed: str | None = None, more: Mapping[str, str] | None = None
) -> str:  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=HERE,
        env={**os.environ, "DATABASE_URL": database_url, "DISCHARGE_ENV": "demo", **(more or {})},
        input=typed,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)} answered {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


@contextmanager
def serving(
    database_url: str, *, module: str = "wsgi:app", workers: int = 1, more: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Serve by gunicorn until the block ends; then it is stopped and gone."""
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": database_url, "DISCHARGE_ENV": "demo", **(more or {})}
    words = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--log-level", "warning", module]
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", *words], cwd=HERE, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_ready(address, server)
        yield Server(address, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/sign-in", timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers
        except (urllib.error.URLError, OSError):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the server did not start") from None
            time.sleep(0.05)
        else:
            return


def chromium() -> str:
    """Where this machine's Chromium is. Raises RuntimeError naming what to install."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        for folder in os.environ.get("PATH", "").split(os.pathsep):
            if (found := Path(folder) / name).is_file():
                return str(found)
    raise RuntimeError("no Chromium: install your distribution's package named chromium, or run make chromium")


CHROMIUM_FLAGS = [
    "--no-sandbox",  # in containers Chromium runs as root; it opens nothing but our own pages
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
