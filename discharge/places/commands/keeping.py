"""What every command of places does the same way."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.attributes import flag_modified

from discharge.core.errors import RuleBroken
from discharge.core.versions import check_version
from discharge.places.models import Organisation, OutsideContact, Site, Team, Ward

Versioned = Organisation | Site | Ward | Team | OutsideContact


def refuse_taken(
    session: Session, column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], value: str,
    *, but: UUID | None = None, field: str, message: str,
) -> None:  # fmt: skip
    """Raises RuleBroken when another row of the column's table has this value."""
    model = column.class_
    if session.scalar(select(model.id).where(column == value, model.id != but).limit(1)) is not None:
        raise RuleBroken(field, message)


def keep(session: Session) -> None:
    """Flush. Raises RuleBroken when somebody else took the same name or code at this very moment."""
    try:
        session.flush()
    except IntegrityError:
        raise RuleBroken("", "Somebody else has just added the same. Look at the list, then try again") from None


def compare(row: Versioned, seen: int | None, *, theirs: Mapping[str, str], yours: Mapping[str, str]) -> None:
    """Raises Superseded when the row moved on since this person opened it and their words differ."""
    if seen is not None:
        check_version(row.version, seen, before={}, theirs=theirs, yours=yours)


def move_on(row: Versioned, column: str = "name") -> None:
    """Count a new version of a row though none of its own columns changed: something dated about it did."""
    flag_modified(row, column)
