"""People of ours in others' beds, and people of other areas in ours."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.demo.names import nhs_numbers
from discharge.demo.partners import COORDINATORS
from discharge.demo.telling import Step, Told
from discharge.demo.wards import FENLAND, NORTHMOOR
from discharge.stays.commands.admitting import NewPerson
from discharge.stays.commands.from_elsewhere import SayFromElsewhere, say_from_elsewhere
from discharge.stays.commands.placing import PlaceElsewhere, ReviewPlacement, place_elsewhere, review_placement
from discharge.stays.models import Placement

OF_NOBODY_ELSE: Final = 900_000  # numbers from here on are of nobody on a ward
# Trust, surname, given name, born, provider, unit, why (a national code), miles, days there, last review so many days
# ago (None: not yet), back in so many days (None: not said).
PLACED: Final = (
    (NORTHMOOR, "Gotts", "Clara", date(1979, 3, 2), "Eastmarch Mental Health", "Larch ward", "10", 71, 19, None, 9),
    (NORTHMOOR, "Skeels", "Dylan", date(1994, 8, 21), "Beacon Care", "Intensive care", "10", 118, 34, 5, 12),
    (NORTHMOOR, "Wix", "Petra", date(1988, 1, 30), "Saltmarsh Partnership", "Marram ward", "13", 46, 61, 20, None),
    (FENLAND, "Otley", "Marcus", date(1969, 11, 4), "Beacon Care", "Rehabilitation", "12", 140, 205, 96, 60),
    (FENLAND, "Burrage", "Thea", date(2001, 6, 15), "Eastmarch Mental Health", "Larch ward", "14", 58, 12, None, 20),
)  # fmt: skip
HOME_AREAS: Final = (
    ("Saltmarsh Coast", "Saltmarsh Partnership"),
    ("Eastmarch", "Eastmarch Mental Health"),
    ("Saltmarsh Coast", ""),
    ("A city in the north", "Its trust, bed managers told"),
)


def placed(told: Sequence[Told], now: datetime) -> Iterator[Step]:
    numbers = islice(nhs_numbers(OF_NOBODY_ELSE), len(PLACED))
    if told:
        for place, number in enumerate(numbers):
            yield from _placed(told[0], place, number, now)
    yield from _from_elsewhere(told, now)


def _placed(told: Told, place: int, nhs_number: str, now: datetime) -> Iterator[Step]:
    trust, surname, given, born, provider, unit, why, miles, days, reviewed, back = PLACED[place]
    started_on = local_date(now) - timedelta(days=days)
    kept: dict[str, UUID] = {}
    target = local_date(now) + timedelta(days=back) if back is not None else None
    person = NewPerson(
        local_number=f"{trust[0]}0992{place:02d}",
        nhs_number=nhs_number,
        surname=surname,
        given_name=given,
        birth_date=born,
        is_somebody_else=True,
    )

    def go(session: Session, actor: Actor, at: datetime) -> None:
        command = PlaceElsewhere(
            organisation_id=told.places.trusts[trust],
            person=person,
            provider=provider,
            unit=unit,
            reason=why,
            miles=miles,
            started_on=started_on,
            return_target_on=target,
        )
        made = place_elsewhere(session, command, actor=actor, now=at)
        kept["id"] = made.id

    def review(session: Session, actor: Actor, at: datetime) -> None:
        made = session.get_one(Placement, kept["id"])
        command = ReviewPlacement(
            placement_id=made.id,
            version=made.version,
            reviewed_on=local_date(at),
            words="Seen by video with the ward there; bed here asked for",
            return_target_on=target,
        )
        review_placement(session, command, actor=actor, now=at)

    by = COORDINATORS[trust][0]
    yield Step(now - timedelta(days=days, minutes=-5), by, go)
    if reviewed is not None:
        yield Step(now - timedelta(days=reviewed, minutes=-5), by, review)


def _from_elsewhere(told: Sequence[Told], now: datetime) -> Iterator[Step]:
    """Some of those of whom no responsible body is recorded."""
    here = [each for each in told if each.life.left is None and each.life.admitted_at < now - timedelta(days=6)]
    some = [each for each in here if not any(part.group == "Home" for part in each.life.written)]
    for each, (area, taken_back_by) in zip(some[:: max(1, len(some) // len(HOME_AREAS))], HOME_AREAS, strict=False):
        target = local_date(now) + timedelta(days=10) if taken_back_by else None

        yield Step(
            now - timedelta(days=4),
            COORDINATORS[each.life.someone.trust][0],
            _saying(each, area, taken_back_by, target),
        )


def _saying(
    told: Told, area: str, taken_back_by: str, target: date | None
) -> Callable[[Session, Actor, datetime], None]:
    def say(session: Session, actor: Actor, now: datetime) -> None:
        command = SayFromElsewhere(
            stay_id=told.stay_id,
            version=0,
            is_elsewhere=True,
            home_area=area,
            taken_back_by=taken_back_by,
            target_on=target,
        )
        say_from_elsewhere(session, command, actor=actor, now=now)

    return say
