"""Every stay of the demonstration, told from a seed: the same people and days each time, dated back from now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from discharge.core.clock import local_date, moment_of
from discharge.demo.authority import authorities_of, away_of
from discharge.demo.bodies import responsible_of
from discharge.demo.leaving import left_of, team_of
from discharge.demo.life import Life, ReadySpell, Written, in_time_order
from discharge.demo.marks import Course, days_of
from discharge.demo.names import STAFF
from discharge.demo.outline import Outline, outlines
from discharge.demo.progress import edds_of, key_dates_of, ready_from, ready_of, written_of
from discharge.demo.wards import PEOPLE, scaled
from discharge.places.rules.calendar import Holidays

HISTORY_DAYS = 371  # fifty-three weeks: no screen of it looks further back
LONGEST_HISTORY_DAYS = 730
CAME_FROM = (("25", "19"), ("25", "19"), ("21", "19"), ("2A", "51"), ("22", "19"), ("2D", "42"))
PLANNED_FROM = (("13", "53"), ("12", "19"))
HOMES = ("MA01", "MA04", "MA05", "MA06", "MA02", "MA04", "HM04", "HM05", "HM01", "MH01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to tell: seed, how many people are here today, and how far back marks go."""

    seed: int = 1
    people: int = PEOPLE
    days: int = HISTORY_DAYS


def lives(wish: Wish, *, now: datetime, holidays: Holidays) -> Iterator[Life]:
    """Each stay in the order of admission."""
    today = local_date(now)
    since = today - timedelta(days=wish.days)
    told = outlines(wish.seed, people=scaled(wish.people), since=since, now=now, today=today)
    for stay in told:
        seed = f"{wish.seed}-{stay.number}"
        responsible = responsible_of(stay, Random(f"{seed}-bodies"), now=now)
        yield _life(stay, Random(seed), responsible, since=since, now=now, holidays=holidays)


def _life(
    stay: Outline,
    chance: Random,
    responsible: tuple[Written, ...],
    *,
    since: date,
    now: datetime,
    holidays: Holidays,
) -> Life:
    if stay.someone is None:
        raise ValueError("an outline without a person cannot be told")
    team = team_of(stay, chance)
    authorities = authorities_of(stay, chance, now=now)
    away, is_away = away_of(stay, authorities, chance, now=now)
    ready = () if is_away else ready_of(stay, ready_from(stay, chance, today=local_date(now)), chance, now=now)
    method, source = chance.choice(PLANNED_FROM if stay.ward.is_rehabilitation and len(stay.legs) == 1 else CAME_FROM)
    home = "CH00" if stay.ward.is_older and chance.random() < 0.2 else chance.choice(HOMES)
    return Life(
        someone=stay.someone,
        spell_number=f"S{stay.number}",
        legs=stay.legs,
        admission_method=method,
        admission_source=source,
        accommodation_status=home,
        is_home_at_risk=home.startswith("HM") or chance.choice((True, False, False, False, None)),
        by=chance.choice(STAFF),
        authorities=authorities,
        edds=edds_of(stay, ready, chance, now=now),
        ready=ready,
        away=away,
        written=in_time_order((*written_of(stay, team, chance, now=now), *responsible)),
        key_dates=key_dates_of(stay, authorities, chance, now=now),
        planned_discharge=_planned(stay, ready, chance, now=now),
        left=left_of(stay, authorities[-1].code, team, chance, now=now),
        days=days_of(Course(stay=stay, away=away, ready=ready, holidays=holidays, since=since, now=now), chance),
    )


def _planned(
    stay: Outline, ready: Sequence[ReadySpell], chance: Random, *, now: datetime
) -> tuple[datetime, date] | None:
    """When the day of leaving was fixed, and which day that is: for about half of those who are clinically ready."""
    if not ready or chance.random() < 0.45:
        return None
    if stay.left_at is not None:
        at = stay.left_at - timedelta(days=2)
        return (at, local_date(stay.left_at)) if local_date(at) >= ready[-1].started_on else None
    at = min(moment_of(max(ready[-1].started_on, local_date(now) - timedelta(days=3)), time(11, 40)), now)
    return at, local_date(now) + timedelta(days=chance.choice((-1, 2, 4, 6, 9, 13)))
