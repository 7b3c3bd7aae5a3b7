"""Databases for tests: migrated once, and empty again for each test."""

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
from psycopg.sql import SQL, Identifier

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
    """Emptied rather than copied from a template: a copy of some hundreds of small files cost 0.4 s a test."""

    address: str

    def __post_init__(self) -> None:
        migrate(self.address)
        with psycopg.connect(self.address) as connection:
            named = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            tables = sorted(table for (table,) in named if table != "alembic_version")
            for table in tables:
                filled = connection.execute(SQL("SELECT EXISTS (SELECT FROM {})").format(Identifier(table))).fetchone()
                assert filled == (False,), f"migrations fill {table}: put its rows back in renew"
        # A replica fires no triggers: neither those that hold keys together nor those that keep the record from change.
        empty = SQL("; ").join(SQL("DELETE FROM {}").format(Identifier(table)) for table in tables)
        self._renew = SQL("SET session_replication_role = replica; {}; {}").format(_SEND_OTHERS_AWAY, empty)

    def renew(self) -> None:
        with psycopg.connect(self.address) as connection:
            connection.execute(self._renew)


_SEND_OTHERS_AWAY = SQL(
    "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


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
