"""Databases for tests: migrated once to a template, copied fresh for each test that wrote."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg
from alembic.command import upgrade
from alembic.config import Config

from tests.postgres import postgres

HERE = Path(__file__).parent.parent


class Database(Protocol):
    """A database at head, at one address for the whole session."""

    address: str

    def renew(self) -> None:
        """Put the empty, migrated state back. Nobody may be connected."""


def migrate(address: str) -> None:
    """Bring a database to the newest migration."""
    config = Config(HERE / "alembic.ini")
    config.attributes["database_url"] = address
    upgrade(config, "head")


@dataclass
class SqliteDatabase:
    folder: Path

    def __post_init__(self) -> None:
        self.template, self.file = self.folder / "template.sqlite3", self.folder / "test.sqlite3"
        self.address = f"sqlite:///{self.file}"
        migrate(f"sqlite:///{self.template}")

    def renew(self) -> None:
        for left_over in self.folder.glob("test.sqlite3*"):
            left_over.unlink()
        shutil.copyfile(self.template, self.file)


@dataclass
class PostgresDatabase:
    server: str

    def __post_init__(self) -> None:
        self.address = self._named("test")
        self._server_do("CREATE DATABASE template")
        migrate(self._named("template"))

    def renew(self) -> None:
        self._server_do("DROP DATABASE IF EXISTS test WITH (FORCE)")
        self._server_do("CREATE DATABASE test TEMPLATE template")

    def _named(self, name: str) -> str:
        return f"{self.server.removesuffix('/postgres')}/{name}"

    def _server_do(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def a_database(folder: Path, *, kind: str = "") -> Iterator[Database]:
    """The database that TEST_DATABASE names ("sqlite", the default, or "postgresql"), or `kind`."""
    kind = kind or os.environ.get("TEST_DATABASE", "sqlite")
    if kind == "sqlite":
        yield SqliteDatabase(folder)
    elif kind == "postgresql":
        with postgres() as server:
            yield PostgresDatabase(server)
    else:
        raise ValueError(f"TEST_DATABASE is {kind}; use sqlite or postgresql")
