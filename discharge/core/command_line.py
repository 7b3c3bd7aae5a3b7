"""Groups of commands that look first whether the database is as this version of the product needs it."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, Final

import click
from flask.cli import AppGroup
from sqlalchemy import Engine, inspect, text

from discharge.core.db import db

HEAD: Final = Path(__file__).parents[2] / "migrations" / "HEAD"
NOT_MIGRATED: Final = 4
WHAT_TO_DO: Final = "Run `alembic upgrade head` and try again: docs/operations.md"


class NotMigrated(click.ClickException):
    """The database was never migrated, or is of an older version of the product."""

    exit_code = NOT_MIGRATED


class CommandLine(AppGroup):
    """As an AppGroup. A command says in one sentence that the database was not brought up to date, and exits 4."""

    def command(  # type: ignore[override]  # as AppGroup: never without brackets
        self, *args: Any, **kwargs: Any
    ) -> Callable[[Callable[..., Any]], click.Command]:
        make = super().command(*args, **kwargs)
        return lambda do: make(_checked(do))


def check_migrated(engine: Engine) -> None:
    """Raises NotMigrated for a database behind `migrations/HEAD`. One ahead is good: old code runs beside new tables.

    Source: docs/operations.md#a-new-version
    """
    head = HEAD.read_text().strip()
    with engine.connect() as connection:
        known = inspect(connection).has_table("alembic_version")
        stands = connection.scalar(text("SELECT version_num FROM alembic_version")) if known else None
    if stands is None:
        raise NotMigrated(f"This database has no tables of ours yet. {WHAT_TO_DO}")
    if _number(stands) < _number(head):
        raise NotMigrated(f"This database is at {stands}, and this version needs {head}. {WHAT_TO_DO}")


def _number(revision: str) -> int:
    """Of `0028_struck_actions`: migrations are numbered."""
    return int(revision.partition("_")[0])


def _checked(do: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(do)
    def first_look(*args: Any, **kwargs: Any) -> Any:
        check_migrated(db.engine)
        return do(*args, **kwargs)

    return first_look
