"""What moves a stay towards its end: expected dates, readiness, what the ward writes down, dates to keep."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, Final

from discharge.core.clock import local_date, moment_of
from discharge.demo.life import Authority, DateToKeep, EddSaid, ReadySpell, WhyHere, Written, in_time_order
from discharge.demo.names import CONSULTANTS, LANGUAGES, STAFF
from discharge.demo.outline import Outline
from discharge.demo.words import CARERS, CRITERIA, MOVE_WORDS, PURPOSES
from discharge.stays.rules.codes import LEGAL_AUTHORITIES, READY_REASONS

DAY: Final = timedelta(days=1)
NHS, SOCIAL_CARE, BOTH = "04", "05", "06"
# Why somebody clinically ready is still here, by kind of ward: (weight, national code).
WAITS: Final = {
    "200": ((16, "18"), (12, "19"), (10, "04"), (10, "03"), (8, "05"), (7, "09"), (6, "15"), (6, "35"), (5, "01"),
            (4, "37"), (3, "11"), (2, "24"), (2, "25"), (2, "12")),
    "201": ((18, "08"), (16, "07"), (14, "09"), (10, "04"), (8, "27"), (6, "11"), (5, "26"), (5, "37"), (4, "10")),
    "202": ((20, "05"), (4, "06"), (4, "24")),
    "212": ((26, "18"), (16, "04"), (10, "32"), (8, "15"), (8, "24"), (6, "12"), (5, "34"), (4, "14")),
}  # fmt: skip


def ready_from(stay: Outline, chance: Random, *, today: date) -> date | None:
    """The day from which the person was, or is, clinically ready and waiting; None for most."""
    admitted = local_date(stay.admitted_at)
    if stay.left_at is not None:
        wait = round(chance.lognormvariate(1.9, 1.1)) if chance.random() < 0.5 else 0
        wait = min(wait, stay.total_days * 6 // 10)
        return local_date(stay.left_at) - timedelta(days=wait) if wait >= 2 and not stay.has_died else None
    here = (today - admitted).days
    share = 0.0 if here < 9 else 0.15 if here < 30 else 0.24 if here < 120 else 0.3
    if stay.ward.code == "BIRCH" and here > 9:
        share = 0.4  # so that every screen of the ward that is shown first has somebody on it
    if chance.random() >= share:
        return None
    return today - timedelta(days=max(1, min(round(chance.lognormvariate(2.9, 0.9)), here * 6 // 10)))


def ready_of(stay: Outline, start: date | None, chance: Random, *, now: datetime) -> tuple[ReadySpell, ...]:
    """The waiting period, now and then with one before it that ended because the person was unwell again."""
    if start is None:
        return ()
    last = local_date(stay.left_at or now)
    spells = []
    admitted = local_date(stay.admitted_at)
    if (start - admitted).days > 40 and chance.random() < 0.25:
        earlier = start - timedelta(days=chance.randint(18, 30))
        ended = moment_of(earlier + timedelta(days=chance.randint(3, 12)), time(11, 20))
        spells.append(
            _spell(stay, earlier, (ended, "unwell", "Sleep and thoughts worse after the date was given"), chance)
        )
    current = _spell(stay, start, None, chance)
    changed_on = start + timedelta(days=chance.randint(4, 20))
    reasons = current.reasons
    if chance.random() < 0.3 and changed_on < last:
        reasons += (_why(stay, moment_of(changed_on, time(11, 10)), changed_on, chance),)
    spells.append(
        ReadySpell(
            started_on=start,
            reasons=reasons,
            decided_by=current.decided_by,
            were_carer_views_heard=current.were_carer_views_heard,
        )
    )
    return tuple(spells)


def _spell(stay: Outline, start: date, ended: tuple[datetime, str, str] | None, chance: Random) -> ReadySpell:
    at, because, words = ended or (None, "", "")
    return ReadySpell(
        started_on=start,
        reasons=(_why(stay, moment_of(start, time(11, 5)), start, chance),),
        decided_by=f"{chance.choice(CONSULTANTS)} and the ward round",
        were_carer_views_heard=chance.choice((True, True, None)),
        ended_at=at,
        ended_because=because,
        ended_words=words,
    )


def _why(stay: Outline, at: datetime, from_on: date, chance: Random) -> WhyHere:
    waits = WAITS[stay.ward.bed_type]
    code = chance.choices([code for _weight, code in waits], [weight for weight, _code in waits])[0]
    suggested = READY_REASONS[code].suggested_attributable or chance.choice((NHS, SOCIAL_CARE, BOTH))
    return WhyHere(at, from_on, code, suggested)


def edds_of(stay: Outline, ready: Sequence[ReadySpell], chance: Random, *, now: datetime) -> tuple[EddSaid, ...]:
    """The ledger: first set within a day or two for most, moved when it passed, frozen while clinically ready."""
    end = stay.left_at or now
    late = chance.choices((1, 4, 18), (86, 9, 5))[0]
    at = moment_of(local_date(stay.admitted_at) + timedelta(days=late), time(10, chance.randrange(50)))
    if at >= end or (ready and local_date(at) >= ready[0].started_on):
        return ()
    guess = max(5, round(min(stay.total_days, 2 * stay.ward.median_days) * chance.uniform(0.5, 1.15)))
    on = local_date(at) + timedelta(days=guess)
    found = [EddSaid(at, on, "first_set", "", chance.choice(CONSULTANTS))]
    stop = ready[0].started_on if ready else local_date(end)
    while len(found) < 14:
        change_on = on + timedelta(days=chance.choice((-4, -2, -1, 0, 1, 3, 6)))
        at = moment_of(max(change_on, local_date(found[-1].at) + DAY), time(10, chance.randrange(50)))
        if local_date(at) >= stop or at >= end:
            break
        on = local_date(at) + timedelta(
            days=chance.randint(6, 14 + int(max(stay.ward.median_days, stay.total_days) / 4))
        )
        found.append(EddSaid(at, on, "needs_changed", chance.choice(MOVE_WORDS), chance.choice(CONSULTANTS)))
    if stay.is_open and stay.ward.code == "BIRCH" and int(stay.bed) % 7 == 0 and not ready:
        three_days_ago = local_date(now) - timedelta(days=3)  # some on Birch have an EDD that passed
        dates = [said.on for said in found]
        if local_date(found[-1].at) < three_days_ago < dates[-1] and three_days_ago not in dates:
            found[-1] = replace(found[-1], on=three_days_ago)
    return tuple(found)


def written_of(stay: Outline, team: tuple[str, str], chance: Random, *, now: datetime) -> tuple[Written, ...]:
    """What the ward filled in, group by group, in the order of time."""
    end = stay.left_at or now
    return in_time_order(each for each in _written(stay, team, chance) if each.at < end)


def _written(stay: Outline, team: tuple[str, str], chance: Random) -> Iterator[Written]:
    begin = stay.admitted_at
    kind, name = team
    here: dict[str, Any] = {
        "consultant": chance.choice(CONSULTANTS),
        "key_worker": chance.choice(STAFF) if chance.random() < 0.9 else "",
        "community_team": chance.choice(("", name, name)),
    }
    yield Written(begin + timedelta(hours=15), "Team", here)
    middle = begin + timedelta(days=max(3, stay.total_days * 0.6))
    accepted = {"receiving_team_kind": kind, "receiving_team": name}
    yield Written(middle, "Team", {**accepted, "has_receiving_team_accepted": chance.choice((True, True, None, False))})
    if chance.random() < 0.93:
        due = begin + timedelta(hours=chance.choice((20, 26, 50, 80)))
        plan = {"purpose": chance.choice(PURPOSES[stay.ward.bed_type])}
        if chance.random() < 0.9:
            plan["discharge_criteria"] = chance.choice(CRITERIA[stay.ward.bed_type])
        yield Written(due, "Purpose", plan)
    if chance.random() < 0.85:
        done = begin + timedelta(hours=chance.choice((40, 60, 70, 110)))
        yield Written(done, "Purpose", {"formulation_done_on": local_date(done)})
    yield from _circle(stay, chance)


def _circle(stay: Outline, chance: Random) -> Iterator[Written]:
    begin = stay.admitted_at
    carer = chance.choice(CARERS) if chance.random() < 0.7 else ""
    circle: dict[str, Any] = {
        "knows_date": chance.choice(("yes", "yes", "no", "partly", "")),
        "carer": carer,
        "carer_permission": chance.choice(("yes", "yes", "limited", "no")) if carer else "",
        "advocate": "Advocacy service, Northmoor" if chance.random() < 0.3 else "",
    }
    if chance.random() < 0.06:
        circle["interpreter"] = chance.choice(LANGUAGES)
    if _has_learning_disability(stay):
        circle["has_learning_disability"] = True
    elif _is_autistic(stay):
        circle["is_autistic"] = True
    if chance.random() < 0.02:
        circle["is_address_protected"] = True
    yield Written(begin + timedelta(hours=30), "Circle", {name: value for name, value in circle.items() if value})


def _has_learning_disability(stay: Outline) -> bool:
    """The same in each stay of a person."""
    return stay.someone is not None and Random(stay.someone.local_number).random() < 0.04


def _is_autistic(stay: Outline) -> bool:
    return stay.someone is not None and Random(stay.someone.local_number).random() > 0.95


def key_dates_of(
    stay: Outline, authorities: Sequence[Authority], chance: Random, *, now: datetime
) -> tuple[DateToKeep, ...]:
    """Those that the ward has written down by now; past ones mostly took place."""
    end = stay.left_at or now
    found = []
    ended = {each.expires_on: each.until_on for each in authorities if each.expires_on and each.until_on}
    for said_at, kind, on, words in _dates(stay, authorities, chance):
        if said_at >= end:
            continue
        if kind == "section_expiry":
            over_at = moment_of(ended[on], time(13)) if on in ended else None
            is_over = over_at is not None and said_at < over_at < end
            found.append(DateToKeep(said_at, kind, on, words, dropped_at=over_at if is_over else None))
            continue
        done_at = moment_of(on, time(15, 45))
        took_place = done_at < end and chance.random() < 0.9
        found.append(DateToKeep(said_at, kind, on, words, done_at if took_place else None))
    return tuple(found)


def _dates(
    stay: Outline, authorities: Sequence[Authority], chance: Random
) -> Iterator[tuple[datetime, str, date, str]]:
    for each in authorities:
        detained = LEGAL_AUTHORITIES[each.code].is_hospital_detention
        if each.expires_on is not None and detained:
            yield each.at + timedelta(hours=1), "section_expiry", each.expires_on, ""
        if detained and chance.random() < 0.3:
            on = each.from_on + timedelta(days=chance.randint(9, 40))
            yield each.at + timedelta(hours=50), "tribunal", on, "By video"
    first = local_date(stay.admitted_at) + timedelta(days=21)
    yield stay.admitted_at + timedelta(days=7), "care_review", first, ""
    if _has_learning_disability(stay) or _is_autistic(stay):
        on = local_date(stay.admitted_at) + timedelta(days=chance.choice((14, 28, 60)))
        yield stay.admitted_at + timedelta(days=2), "cetr", on, "Commissioner invited"
