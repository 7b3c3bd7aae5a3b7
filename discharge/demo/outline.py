"""Who lay in which bed from when to when: the outline of every stay, before anything else about it is told."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from discharge.core.clock import moment_of
from discharge.demo.life import Leg, Someone
from discharge.demo.names import GIVEN_NAMES, SURNAMES, UNUSUAL_NAMES, nhs_numbers
from discharge.demo.wards import SHUT_FROM_DAYS_AGO, SHUT_TO_DAYS_AGO, SHUT_WARD, WARDS, WardPlan, trust_of

LONGEST: Final = {"200": 400, "201": 520, "202": 160, "212": 1500}
COMES_BACK: Final = 0.16  # share of admissions of somebody who was here before
AWAY_BEFORE_COMING_BACK: Final = 20  # days, at the least


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One stay: where, from when to when. total_days: its length, or what it will be while it is open.

    turn: 0 for the newest stay of a bed, 1 for the one before it.
    """

    ward: WardPlan
    bed: str
    turn: int
    legs: tuple[Leg, ...]
    left_at: datetime | None
    total_days: int
    has_died: bool = False
    is_awol: bool = False
    someone: Someone | None = None

    @property
    def number(self) -> str:
        """Seven figures, no other stay's; those of a stay that is open are the same on each day."""
        return f"{WARDS.index(self.ward):02d}{int(self.bed):02d}{self.turn:03d}"

    @property
    def admitted_at(self) -> datetime:
        return self.legs[0].from_at

    @property
    def is_open(self) -> bool:
        return self.left_at is None


def outlines(seed: int, *, people: Mapping[str, int], since: date, now: datetime, today: date) -> list[Outline]:
    """Every stay that touches the time from `since` to now, in the order of admission, with its person.

    Who is here, in which bed and for how many days, does not depend on the day on which it is told.
    """
    found = [
        stay
        for ward in WARDS
        for stay in _of_ward(ward, seed, people=people[ward.code], since=since, now=now, today=today)
    ]
    told = sorted(_with_people(found, seed), key=lambda each: (each.admitted_at, each.number))
    told = _with_names_for_screens(told)
    missing = next((stay for stay in told if stay.is_open and stay.ward.code == "BIRCH"), None)
    return [replace(stay, is_awol=stay is missing) for stay in told]


def _of_ward(ward: WardPlan, seed: int, *, people: int, since: date, now: datetime, today: date) -> Iterator[Outline]:
    chance = Random(f"{seed}-{ward.code}")
    beds = max(people, ward.beds if people == ward.people else people)
    empty = set(chance.sample(range(2, beds + 1), beds - people)) if beds > people else set()
    for bed in range(1, beds + 1):
        of_bed = Random(f"{seed}-{ward.code}-{bed}")
        yield from _of_bed(ward, str(bed), of_bed, is_empty=bed in empty, since=since, now=now, today=today)


def _of_bed(
    ward: WardPlan, bed: str, chance: Random, *, is_empty: bool, since: date, now: datetime, today: date
) -> Iterator[Outline]:
    """Backwards from today: somebody is in the bed or it is empty, and before them others, with days between."""
    shut = (today - timedelta(days=SHUT_FROM_DAYS_AGO), today - timedelta(days=SHUT_TO_DAYS_AGO))
    until: date | None = today - timedelta(days=chance.randint(0, 4)) if is_empty else None
    turn = 0
    while until is None or until > since:
        length = _length(ward, chance, is_biased=until is None)
        if until is None:
            so_far = max(1, round(length * chance.random()))
            admitted = today - timedelta(days=so_far)
        else:
            until = _not_on_a_weekend(until, chance)
            admitted = until - timedelta(days=length)
        if ward.code == SHUT_WARD and admitted < shut[1] and (until is None or until > shut[0]):
            admitted = shut[1] + timedelta(days=chance.randint(0, 5))  # the first after the repairs
            if until is not None and until <= admitted:
                until = shut[0] - timedelta(days=chance.randint(0, 2))
                continue
            gap_to = shut[0] - timedelta(days=chance.randint(0, 2))
        else:
            gap_to = admitted - timedelta(days=chance.choice((0, 0, 1, 1, 2, 4)))
        admitted_at = moment_of(
            admitted, time(chance.choice((10, 11, 14, 16, 18, 19, 21, 22, 23)), chance.randrange(60))
        )
        left_at = None
        if until is not None:
            left_at = min(moment_of(until, time(chance.choice((11, 12, 13, 14, 15, 16)), chance.randrange(60))), now)
            length = (until - admitted).days
        died = left_at is not None and chance.random() < (0.012 if ward.is_older else 0.001)
        if left_at is None or left_at > admitted_at:
            legs = (Leg(ward.code, bed, admitted_at),)
            stay = Outline(ward=ward, bed=bed, turn=turn, legs=legs, left_at=left_at, total_days=length, has_died=died)
            yield _with_ward_before(stay, chance)
            turn += 1
        until = gap_to


def _length(ward: WardPlan, chance: Random, *, is_biased: bool) -> int:
    """Log-normal, with a long tail. is_biased: of whoever is found in a bed, who is more often one who stays long."""
    middle = math.log(ward.median_days) + (ward.spread**2 if is_biased else 0)
    return max(1, min(LONGEST[ward.bed_type], round(chance.lognormvariate(middle, ward.spread))))


def _not_on_a_weekend(day: date, chance: Random) -> date:
    """Few people leave on a Saturday or Sunday."""
    after_friday, is_moved = day.weekday() - 4, chance.random() < 0.75  # drawn on every day: the rest is told alike
    return day - timedelta(days=after_friday) if after_friday > 0 and is_moved else day


def _with_ward_before(stay: Outline, chance: Random) -> Outline:
    """Some come to an acute ward from intensive care, and to rehabilitation from an acute ward."""
    at_home = [ward for ward in WARDS if trust_of(ward) == trust_of(stay.ward)]
    if stay.ward.bed_type == "200" and chance.random() < 0.07:
        sources = [ward for ward in at_home if ward.is_intensive]
    elif stay.ward.is_rehabilitation and chance.random() < 0.5:
        sources = [ward for ward in at_home if ward.bed_type == "200"]
    else:
        sources = []
    if not sources or stay.total_days < 12:
        return stay
    source = chance.choice(sources)
    first = stay.admitted_at - timedelta(days=chance.randint(4, 16), hours=3)
    days = (stay.admitted_at - first).days
    return replace(stay, legs=(Leg(source.code, "", first), *stay.legs), total_days=stay.total_days + days)


def _with_people(stays: Sequence[Outline], seed: int) -> Iterator[Outline]:
    """Give each stay its person, the newest first: somebody new, or somebody of that trust and age who came back."""
    numbers = nhs_numbers()
    came: defaultdict[tuple[str, bool], list[tuple[datetime, Someone]]] = defaultdict(list)
    here = sorted((stay for stay in stays if stay.is_open), key=lambda each: each.number)
    gone = sorted((stay for stay in stays if not stay.is_open), key=lambda each: (each.admitted_at, each.number))
    for stay in (*here, *reversed(gone)):
        chance = Random(f"{seed}-{stay.number}-person")
        alike = came[trust_of(stay.ward), stay.ward.is_older]
        back = next((each for each in alike[:40] if _may_come_back(stay, *each)), None)
        if back is not None and chance.random() < COMES_BACK:
            alike.remove(back)
            someone = back[1]
        else:
            someone = _somebody_new(stay, chance, next(numbers))
        alike.append((stay.admitted_at, someone))
        yield replace(stay, someone=someone)


def _may_come_back(stay: Outline, came_at: datetime, someone: Someone) -> bool:
    """Whether who came at that moment may have been here before, an adult already."""
    if stay.left_at is None or stay.has_died:
        return False
    is_adult = (stay.admitted_at.date() - someone.birth_date).days > 19 * 365
    return is_adult and stay.left_at + timedelta(days=AWAY_BEFORE_COMING_BACK) < came_at


def _somebody_new(stay: Outline, chance: Random, nhs_number: str) -> Someone:
    age = chance.randint(66, 93) if stay.ward.is_older else min(64, 18 + int(chance.gammavariate(2.4, 8)))
    born = stay.admitted_at.date() - timedelta(days=round(age * 365.25) + chance.randrange(1, 360))
    trust = trust_of(stay.ward)
    return Someone(
        trust=trust,
        local_number=f"{trust[0]}{stay.number}",
        nhs_number="" if chance.random() < 0.03 else nhs_number,
        surname=chance.choice(SURNAMES),
        given_name=chance.choice(GIVEN_NAMES),
        birth_date=born,
    )


def _with_names_for_screens(stays: list[Outline]) -> list[Outline]:
    """Some of those who are here now have names that screens find hard, and two people on Birch are called Khan."""
    here = [stay.someone for stay in stays if stay.is_open and stay.someone]
    hard = here[:: max(1, len(here) // len(UNUSUAL_NAMES))]
    names = {one.local_number: name for one, name in zip(hard, UNUSUAL_NAMES, strict=False)}
    on_birch = sorted((stay for stay in stays if stay.is_open and stay.ward.code == "BIRCH"), key=lambda s: int(s.bed))
    for stay, given in zip(on_birch[-7:-5], ("Farid", "Samira"), strict=False):
        if stay.someone:
            names[stay.someone.local_number] = ("Khan", given)
    return [_renamed(stay, names) for stay in stays]


def _renamed(stay: Outline, names: Mapping[str, tuple[str, str]]) -> Outline:
    if stay.someone is None or stay.someone.local_number not in names:
        return stay
    surname, given_name = names[stay.someone.local_number]
    return replace(stay, someone=replace(stay.someone, surname=surname, given_name=given_name))
