"""Commands on a database that was never migrated, or is of an older version: one sentence, and nothing done."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from alembic.command import upgrade
from alembic.config import Config
from flask import Flask
from sqlalchemy import create_engine, text

from discharge.core.command_line import HEAD, WHAT_TO_DO, CommandLine, NotMigrated, check_migrated
from tests.databases import HERE


@pytest.fixture
def empty(tmp_path: Path) -> str:
    """The address of a database of its own, without tables."""
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


def say(address: str, *words: str) -> tuple[int, str]:
    """What a command exits with, and all that it says."""
    environment = {"DATABASE_URL": address, "DISCHARGE_ENV": "test"}
    asked = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    done = subprocess.run(asked, cwd=HERE, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_command_on_a_database_without_tables_says_what_to_do(empty: str) -> None:
    code, said = say(empty, "demo", "load")
    assert (code, said) == (4, f"Error: This database has no tables of ours yet. {WHAT_TO_DO}\n")
    code, said = say(empty, "jobs", "once", "--help")
    assert (code, said.startswith("Usage: ")) == (0, True)


def test_an_older_database_is_told_from_one_that_is_ahead(empty: str) -> None:
    config = Config(HERE / "alembic.ini")
    config.attributes["database_url"] = empty
    versions = sorted(path.stem for path in (HERE / "migrations" / "versions").glob("0*.py"))
    before, head = versions[-2], versions[-1]
    upgrade(config, before)
    engine = create_engine(empty)
    with pytest.raises(NotMigrated, match=f"This database is at {before}, and this version needs {head}"):
        check_migrated(engine)
    assert HEAD.read_text().strip() == head
    upgrade(config, "head")
    check_migrated(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_from_tomorrow'"))
    check_migrated(engine)
    engine.dispose()


def test_every_command_of_ours_looks_first(app: Flask) -> None:
    groups = [group for group in app.cli.commands.values() if isinstance(group, click.Group)]
    assert "demo" in [group.name for group in groups]
    assert [group.name for group in groups if not isinstance(group, CommandLine)] == []
