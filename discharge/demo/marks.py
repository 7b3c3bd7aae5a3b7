"""How each day of a stay was planned and marked: what red days waited for changes from beginning to end."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from discharge.core.clock import last_moment_of, local_date, moment_of
from discharge.days.rules.codes import GREEN_INTERVENTIONS, RED_REASONS
from discharge.days.rules.mark import Colour
from discharge.days.rules.prompts import red_reason_for
from discharge.demo.life import Away, Day, ReadySpell, Said
from discharge.demo.names import STAFF
from discharge.demo.outline import Outline
from discharge.demo.words import LATE_WORDS, NEXT_STEPS, NOTES, STEPS_OF_OUR_OWN
from discharge.places.rules.calendar import Holidays, is_working_day

DAY: Final = timedelta(days=1)
EARLY: Final = (
    (14, "INT-01"), (10, "INT-02"), (16, "INT-04"), (8, "INT-03"), (12, "INT-10"), (9, "INT-05"), (7, "INT-11"),
    (5, "INT-24"), (5, "INT-20"), (4, "INT-25"),
)  # fmt: skip
MIDDLE: Final = (
    (12, "INT-05"), (8, "INT-06"), (12, "INT-07"), (10, "INT-08"), (9, "INT-09"), (8, "INT-01"), (8, "INT-13"),
    (7, "INT-12"), (5, "INT-24"), (5, "INT-16"), (5, "INT-15"), (6, "EXT-37"), (5, "INT-23"),
)  # fmt: skip
LATE: Final = (
    (12, "EXT-22"), (9, "EXT-11"), (8, "EXT-01"), (7, "EXT-02"), (8, "EXT-12"), (7, "EXT-15"), (6, "EXT-27"),
    (6, "INT-27"), (6, "INT-18"), (6, "INT-14"), (5, "INT-29"), (4, "EXT-29"), (4, "EXT-34"), (4, "EXT-35"),
)  # fmt: skip
WEEKEND: Final = ((30, "INT-01"), (20, "INT-09"), (14, "INT-24"), (10, "INT-12"), (8, "INT-08"))
STEPS_EARLY: Final = ("GRN-01", "GRN-03", "GRN-04", "GRN-08", "GRN-02", "GRN-18")
STEPS_MIDDLE: Final = ("GRN-01", "GRN-02", "GRN-04", "GRN-05", "GRN-06", "GRN-07", "GRN-09", "GRN-10", "GRN-12")
STEPS_LATE: Final = ("GRN-09", "GRN-13", "GRN-14", "GRN-15", "GRN-16", "GRN-17", "GRN-12", "GRN-06")
ON_PAPER_DAYS: Final = 15  # after which a day has closed on every ward, also where the round is weekly


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the days of a stay depend on."""

    stay: Outline
    away: Sequence[Away]
    ready: Sequence[ReadySpell]
    holidays: Holidays
    since: date
    now: datetime


@dataclass(frozen=True, slots=True)
class _Wait:
    """A red reason that goes on from day to day, and for how many marked days it has."""

    reason: str
    days: int
    next_step: str


def days_of(course: Course, chance: Random) -> tuple[Day, ...]:
    """From admission, or from when marking began, to today; only what is known now."""
    return tuple(_all_days(course, chance))


def _all_days(course: Course, chance: Random) -> Iterator[Day]:
    last = local_date(course.now) - DAY
    if course.stay.left_at is not None:
        last = min(last, local_date(course.stay.left_at) - DAY)
    day = max(local_date(course.stay.admitted_at), course.since)
    wait = yield from _days(course, chance, day, last)
    if course.stay.left_at is None:
        yield from _today(course, chance, wait)


def _today(course: Course, chance: Random, wait: _Wait | None) -> Iterator[Day]:
    """Birch is half-way through its beds at any hour, with nothing marked: its round is for the visitor to try.

    Other wards have planned for most once their rounds have been, and mark in the afternoon.
    """
    today, bed, ward = local_date(course.now), int(course.stay.bed), course.stay.ward
    lived, is_for_visitor = _lived(course, today, chance), ward.code == "BIRCH"
    is_planned = bed <= ward.beds // 2 if is_for_visitor else chance.random() < 0.65
    steps = lived.steps_of_the_day() if is_planned and not lived.away else ()
    by, planned_at = chance.choice(STAFF), moment_of(today, time(9, 5 + bed))
    if is_for_visitor:
        planned_at = min(planned_at, course.now - timedelta(seconds=50 - bed))
    if not _is_known(course, planned_at):
        steps = ()
    said, _wait = lived.mark(steps, wait)
    if said is not None and (is_for_visitor or not _is_known(course, said.at)):
        said = None
    if steps or said:
        yield Day(today, steps, planned_at if steps else None, by if steps else "", said)


def _is_known(course: Course, at: datetime) -> bool:
    """Something of today, done since the person came."""
    return course.stay.admitted_at < at <= course.now and local_date(at) == local_date(course.now)


def _days(course: Course, chance: Random, day: date, last: date) -> Generator[Day, None, _Wait | None]:
    """Gives back the wait that goes on after the last day."""
    wait: _Wait | None = None
    while day <= last:
        lived = _lived(course, day, chance)
        planned = lived.plan()
        planned_at = moment_of(day, time(9, chance.randrange(5, 55))) if planned else None
        if planned_at is not None and planned_at <= course.stay.admitted_at:
            planned, planned_at = (), None
        said, wait = lived.mark(planned, wait)
        if said is not None and (said.at > course.now or said.at <= course.stay.admitted_at):
            said = None
        if planned or said:
            yield Day(day, planned, planned_at, chance.choice(STAFF) if planned else "", said)
        day += DAY
    return wait


def _lived(course: Course, day: date, chance: Random) -> "_Lived":
    begin = local_date(course.stay.admitted_at)
    return _Lived(
        course=course,
        day=day,
        chance=chance,
        part=(day - begin).days / max(1, course.stay.total_days),
        away=_kind_away(course.away, last_moment_of(day)) if course.away else "",
        is_working=is_working_day(day, course.holidays),
    )


def _kind_away(away: Sequence[Away], end: datetime) -> str:
    """The kind of absence at the midnight that ends a day, or ""."""
    return next(
        (each.kind for each in away if each.from_at <= end and (each.returned_at is None or end < each.returned_at)), ""
    )


@dataclass(slots=True, kw_only=True)  # not frozen: a hundred thousand are made, and a frozen one takes twice the time
class _Lived:
    """One day, with the chances of that day. part: how far the stay has come, 0 at admission, 1 at its end."""

    course: Course
    day: date
    chance: Random
    part: float
    away: str
    is_working: bool

    def plan(self) -> tuple[str, ...]:
        ward = self.course.stay.ward
        if not self._has_round or self.away or self.chance.random() > (0.72 if ward.weekday_passes > 1 else 0.3):
            return ()
        return self.steps_of_the_day()

    def steps_of_the_day(self) -> tuple[str, ...]:
        steps = self._likely_steps()
        chosen = self.chance.sample(steps, self.chance.choice((1, 1, 2, 2, 3)))
        if self.chance.random() < 0.06:
            chosen.append(self.chance.choice(STEPS_OF_OUR_OWN))
        return tuple(chosen)

    def mark(self, planned: tuple[str, ...], wait: _Wait | None) -> tuple[Said | None, _Wait | None]:
        """What was said about the day, and the wait that goes on from it."""
        if self.chance.random() < self._chance_unmarked():
            return None, wait
        by = self.chance.choice(STAFF)
        at, late_reason = self._when()
        if self.away:
            said = Said(at=at, by=by, colour=Colour.ABSENT, absence_kind=self.away, late_reason=late_reason)
            return said, wait
        if self.chance.random() < self._chance_red(planned):
            wait = self._reason(planned, wait)
            further: tuple[str, ...] = ()
            if self.chance.random() < 0.07:
                further = tuple(code for code in (self._drawn(MIDDLE),) if code != wait.reason)
            note = self.chance.choice(NOTES) if self.chance.random() < 0.1 else ""
            said = Said(
                at=at,
                by=by,
                colour=Colour.RED,
                reason=wait.reason,
                owner=RED_REASONS[wait.reason].owner.value,
                further_reasons=further,
                note=note,
                next_step=wait.next_step,
                late_reason=late_reason,
            )
            return said, wait
        return Said(at=at, by=by, colour=Colour.GREEN, steps=self._done(planned), late_reason=late_reason), None

    @property
    def _has_round(self) -> bool:
        ward = self.course.stay.ward
        if ward.weekly_on is not None:
            return self.day.weekday() == ward.weekly_on
        return self.is_working or ward.weekend_passes > 0

    @property
    def _waits_for(self) -> str | None:
        """The national code of what a clinically ready person waits for on this day; None while not ready."""
        for spell in self.course.ready:
            ended_on = local_date(spell.ended_at) if spell.ended_at else None
            if spell.started_on <= self.day and (ended_on is None or self.day < ended_on):
                return [why.reason for why in spell.reasons if why.from_on <= self.day][-1]
        return None

    def _chance_unmarked(self) -> float:
        if self.course.stay.ward.weekly_on is not None:
            return 0.05 if self._has_round else 0.6
        return 0.05 if self._has_round else 0.3

    def _chance_red(self, planned: tuple[str, ...]) -> float:
        if self._waits_for is not None:
            return 0.8 if self.is_working else 0.96
        red = 0.34 if self.part < 0.2 else 0.24 if self.part < 0.65 else 0.42
        if not self.is_working:
            red += 0.22
        return red - 0.1 if planned else red

    def _likely_steps(self) -> tuple[str, ...]:
        if self._waits_for is not None:
            return STEPS_LATE
        return STEPS_EARLY if self.part < 0.2 else STEPS_MIDDLE if self.part < 0.7 else STEPS_LATE

    def _done(self, planned: tuple[str, ...]) -> tuple[str, ...]:
        done = tuple(step for step in planned if self.chance.random() < 0.8)
        needs_discharge_step = self._waits_for is not None
        if not done or (needs_discharge_step and not any(_is_discharge_step(step) for step in done)):
            steps = STEPS_LATE if needs_discharge_step else self._likely_steps()
            extra = [step for step in steps if step not in done and _is_discharge_step(step) >= needs_discharge_step]
            done += (self.chance.choice(extra),)
        return done

    def _reason(self, planned: tuple[str, ...], wait: _Wait | None) -> _Wait:
        code = self._waits_for
        matching = red_reason_for(code) if code else None
        missed = [i.red_reason_if_missed for i in map(GREEN_INTERVENTIONS.get, planned) if i and i.red_reason_if_missed]
        if matching and self.chance.random() < 0.9:
            reason = matching
        elif wait is not None and self.chance.random() < 0.6:
            reason = wait.reason
        elif missed and self.chance.random() < 0.6:
            reason = missed[0]
        elif not self.is_working and self.chance.random() < 0.7:
            reason = self._drawn(WEEKEND)
        else:
            reason = self._drawn(EARLY if self.part < 0.2 else MIDDLE if self.part < 0.65 else LATE)
        if wait is None or wait.reason != reason:
            return _Wait(reason, 1, "")
        fresh = self.chance.choice(NEXT_STEPS) if wait.days % 5 == 0 else wait.next_step
        return replace(wait, days=wait.days + 1, next_step=fresh)

    def _drawn(self, weighted: Sequence[tuple[int, str]]) -> str:
        return self.chance.choices([code for _weight, code in weighted], [weight for weight, _code in weighted])[0]

    def _when(self) -> tuple[datetime, str]:
        """In the afternoon; some in the next morning's round; a few long after, from paper."""
        roll = self.chance.random()
        if roll < 0.01 and self.is_working:
            return moment_of(self.day + timedelta(days=ON_PAPER_DAYS), time(10, 30)), LATE_WORDS
        if roll < 0.08:
            return moment_of(self.day + DAY, time(9, self.chance.randrange(5, 30))), ""
        return moment_of(self.day, time(15 + self.chance.randrange(2), self.chance.randrange(60))), ""


def _is_discharge_step(step: str) -> bool:
    """Own words count as one."""
    listed = GREEN_INTERVENTIONS.get(step)
    return listed is None or listed.is_discharge_step
