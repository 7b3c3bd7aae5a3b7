"""The hours in which mail of an organisation leaves."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.notices.rules.hours import Hours
from discharge.places.queries import policies
from discharge.places.rules.policy import KNOWN, Key

_KEYS = (Key.MAIL_FROM_HOUR, Key.MAIL_UNTIL_HOUR, Key.DIGEST_HOUR)


def hours_by_organisation(
    session: Session, organisation_ids: Iterable[UUID | None], day: date
) -> Mapping[UUID | None, Hours]:
    """Of each of these organisations, in one statement for each that is different."""
    return {each: hours_of(session, each, day) for each in set(organisation_ids)}


def hours_of(session: Session, organisation_id: UUID | None, day: date) -> Hours:
    """In force on this day, in one statement; None, a whole system, has the defaults."""
    if organisation_id is None:
        numbers = {key: KNOWN[key].default for key in _KEYS}
    else:
        numbers = dict(policies(session, _KEYS, organisation_id=organisation_id, day=day))
    begin, end, digest = (numbers[key] for key in _KEYS)
    return Hours(begin=begin, end=end, digest=digest)
