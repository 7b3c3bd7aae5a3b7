"""Under what somebody is in hospital, and when they are away from it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from discharge.core.clock import local_date, moment_of
from discharge.demo.life import Authority, Away
from discharge.demo.outline import Outline
from discharge.stays.rules.codes import LEGAL_AUTHORITIES

DAY: Final = timedelta(days=1)
INFORMAL, SECTION_2, SECTION_3, HOSPITAL_ORDER, RESTRICTED, SECTION_136 = "01", "02", "03", "10", "09", "20"
HOLDING_POWER, PRISON_TRANSFER = "05", "17"
LASTS_DAYS: Final = {SECTION_2: 27, SECTION_3: 182, HOSPITAL_ORDER: 182, SECTION_136: 1, HOLDING_POWER: 3}

# (weight, what comes one after another with the days each lasts; 0: to the end)
COURSES: Final = {
    "200": (
        (34, ((INFORMAL, 0),)),
        (22, ((SECTION_2, 24), (INFORMAL, 0))),
        (16, ((SECTION_2, 26), (SECTION_3, 0))),
        (14, ((SECTION_3, 0),)),
        (6, ((SECTION_136, 1), (SECTION_2, 21), (INFORMAL, 0))),
        (5, ((INFORMAL, 4), (HOLDING_POWER, 2), (SECTION_2, 25), (INFORMAL, 0))),
        (3, ((RESTRICTED, 0),)),
    ),
    "201": (
        (45, ((INFORMAL, 0),)),
        (25, ((SECTION_2, 26), (SECTION_3, 0))),
        (20, ((SECTION_3, 0),)),
        (10, ((SECTION_2, 25), (INFORMAL, 0))),
    ),
    "202": ((45, ((SECTION_2, 26), (SECTION_3, 0))), (40, ((SECTION_3, 0),)), (15, ((PRISON_TRANSFER, 0),))),
    "212": (
        (52, ((SECTION_3, 0),)),
        (18, ((INFORMAL, 0),)),
        (14, ((RESTRICTED, 0),)),
        (8, ((HOSPITAL_ORDER, 0),)),
        (8, ((SECTION_2, 26), (SECTION_3, 0))),
    ),
}


def authorities_of(stay: Outline, chance: Random, *, now: datetime) -> tuple[Authority, ...]:
    """One after another; those that would begin after leaving or in the future are not told."""
    courses = COURSES[stay.ward.bed_type]
    course = chance.choices([steps for _weight, steps in courses], [weight for weight, _steps in courses])[0]
    admitted_on = local_date(stay.admitted_at)
    last = local_date(stay.left_at or now)
    begins, found = admitted_on, list[Authority]()
    for code, days in course:
        if found and (begins >= last or begins <= found[-1].from_on):
            break
        at = stay.admitted_at if not found else moment_of(begins, time(12, 30))
        if at > now:
            break
        if found:
            found[-1] = replace(found[-1], until_on=begins)
        expires = begins + timedelta(days=LASTS_DAYS[code]) if code in LASTS_DAYS else None
        found.append(Authority(code, begins, expires, None, at))
        if not days:
            break
        begins += timedelta(days=max(1, days - chance.randint(0, 2)))
    if stay.left_at is not None:
        found[-1] = replace(found[-1], until_on=last)
    return tuple(found)


def code_on(day: date, authorities: Sequence[Authority]) -> str:
    return next((each.code for each in reversed(authorities) if each.from_on <= day), INFORMAL)


def away_of(
    stay: Outline, authorities: Sequence[Authority], chance: Random, *, now: datetime
) -> tuple[tuple[Away, ...], bool]:
    """Times away, one after another; and whether the person is away now."""
    found = []
    free_from = stay.admitted_at + timedelta(days=3)
    until = stay.left_at - timedelta(hours=20) if stay.left_at else now
    for kind, from_at, nights in sorted(_chances_to_be_away(stay, chance, now), key=lambda each: each[1]):
        if from_at < free_from or from_at >= until:
            continue
        back = moment_of(local_date(from_at) + timedelta(days=nights), time(chance.choice((16, 17, 18, 19))))
        if stay.left_at is not None and back > until:
            continue
        code = code_on(local_date(from_at), authorities)
        is_leave = kind == "home_leave"
        if is_leave and LEGAL_AUTHORITIES[code].is_hospital_detention:
            kind = "section_17"  # noqa: PLW2901 (leave of somebody detained is this kind)
        found.append(
            Away(
                kind=kind,
                from_at=from_at,
                due_back_at=None if kind == "awol" else back,
                returned_at=back if back < now else None,
                consent=True if LEGAL_AUTHORITIES[code].is_restricted and kind != "awol" else None,
            )
        )
        if back >= now:
            return tuple(found), True
        free_from = back + timedelta(hours=12)
    if stay.is_awol and free_from < now - timedelta(hours=14):
        gone_at = now - timedelta(hours=14)
        found.append(
            Away(kind="awol", from_at=gone_at, due_back_at=None, returned_at=None, consent=None, note="Police told")
        )
        return tuple(found), True
    return tuple(found), False


def _chances_to_be_away(stay: Outline, chance: Random, now: datetime) -> Iterator[tuple[str, datetime, int]]:
    admitted, last = local_date(stay.admitted_at), local_date(stay.left_at or now)
    length = stay.total_days
    middle = admitted + timedelta(days=max(4, length // 2))
    day = middle + timedelta(days=(4 - middle.weekday()) % 7)
    while day <= last and not stay.ward.is_intensive:
        if chance.random() < 0.24:
            yield "home_leave", moment_of(day, time(14, 15)), chance.choice((1, 2, 2, 2, 3))
        day += 7 * DAY
    months = max(1, length // 30)
    for kind, rate, nights in (("general_hospital", 0.05, 4), ("awol", 0.025, 1), ("court_or_prison", 0.006, 1)):
        if kind == "general_hospital" and stay.ward.is_older:
            rate *= 3  # noqa: PLW2901 (older people fall ill in body more often)
        for _month in range(months):
            if chance.random() < rate and last - admitted > 5 * DAY:
                on = admitted + timedelta(days=chance.randint(4, (last - admitted).days))
                yield kind, moment_of(on, time(chance.choice((9, 11, 20)), 40)), chance.randint(1, nights)
