"""The invented lives: the same each time, and only what could happen."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import nhs_number
import pytest

from discharge.access.models import Role
from discharge.core.clock import local_date
from discharge.days.rules.codes import RED_REASONS, ReasonGroup
from discharge.days.rules.mark import Colour, Mark, OwnerKind, check_mark
from discharge.demo.life import Life
from discharge.demo.names import STAFF
from discharge.demo.people import ACCOUNTS
from discharge.demo.story import Wish, lives
from discharge.demo.wards import SHUT_FROM_DAYS_AGO, SHUT_TO_DAYS_AGO, SHUT_WARD, WARDS, scaled
from discharge.places.queries import holidays
from discharge.stays.rules.codes import LEGAL_AUTHORITIES

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def told() -> list[Life]:
    """A good year: as long as a ward was shut ago, and some weeks before it."""
    return [*lives(Wish(days=SHUT_FROM_DAYS_AGO + 40), now=NOW, holidays=holidays())]


def test_who_can_only_look_works_on_no_ward() -> None:
    """Executives, administrators and information governance are not staff of a ward."""
    elsewhere = {Role.EXECUTIVE, Role.ADMINISTRATOR, Role.INFORMATION_GOVERNANCE}
    assert not {account.name for account in ACCOUNTS if account.role in elsewhere} & set(STAFF)


def test_most_stays_have_both_bodies_with_basis_and_date_and_some_have_none(here: list[Life]) -> None:
    known = Counter[int]()
    for life in here:
        home = next((each.fields for each in life.written if each.group == "Home"), {})
        bodies = [name for name in home if name.endswith("_id")]
        assert len(home) == 3 * len(bodies)
        known[len(bodies)] += 1
    assert known[2] > len(here) / 2
    assert known[0] >= 10
    assert known[1] >= 5


@pytest.fixture(scope="module")
def here(told: list[Life]) -> list[Life]:
    return [life for life in told if life.left is None]


def test_the_same_seed_tells_the_same_lives() -> None:
    wish = Wish(seed=7, people=20, days=60)
    assert [*lives(wish, now=NOW, holidays=holidays())] == [*lives(wish, now=NOW, holidays=holidays())]


def test_another_seed_tells_others() -> None:
    first, other = ([*lives(Wish(seed=seed, people=20, days=60), now=NOW, holidays=holidays())] for seed in (1, 2))
    assert first != other


def test_a_hundred_and_eighty_people_are_here_each_in_one_bed(here: list[Life]) -> None:
    assert Counter(life.legs[-1].ward for life in here) == {ward.code: ward.people for ward in WARDS}
    assert len({(life.legs[-1].ward, life.legs[-1].bed) for life in here}) == 180


def test_fewer_people_still_fill_birch() -> None:
    assert scaled(40)["BIRCH"] == 20
    assert min(scaled(40).values()) >= 1


def test_nobody_is_in_hospital_twice_at_once(told: list[Life]) -> None:
    last: dict[tuple[str, str], Life] = {}
    for life in told:
        before = last.get((life.someone.trust, life.someone.local_number))
        if before is not None:
            assert before.left is not None
            assert before.left.at < life.admitted_at
            assert not before.left.is_death
        last[life.someone.trust, life.someone.local_number] = life


def test_a_person_keeps_name_and_number(told: list[Life]) -> None:
    known: dict[tuple[str, str], object] = {}
    for life in told:
        someone = life.someone
        assert known.setdefault((someone.trust, someone.local_number), someone) == someone


def test_every_nhs_number_is_valid_and_of_the_range_kept_for_tests(told: list[Life]) -> None:
    numbers = {life.someone.nhs_number for life in told} - {""}
    assert all(number.startswith("999") and nhs_number.is_valid(number) for number in numbers)


def test_nobody_lay_on_the_ward_that_was_shut(told: list[Life]) -> None:
    shut = NOW - timedelta(days=SHUT_FROM_DAYS_AGO - 1)
    opened = NOW - timedelta(days=SHUT_TO_DAYS_AGO + 1)
    there = [life for life in told if life.legs[-1].ward == SHUT_WARD]
    assert not [life for life in there if life.legs[-1].from_at < opened and (not life.left or life.left.at > shut)]


def test_a_fifth_of_those_here_are_clinically_ready(here: list[Life]) -> None:
    ready = sum(bool(life.ready) and life.ready[-1].ended_at is None for life in here)
    assert 0.14 <= ready / len(here) <= 0.3


def test_somebody_is_absent_without_leave_and_others_are_on_leave(here: list[Life]) -> None:
    away = Counter(spell.kind for life in here for spell in life.away if spell.returned_at is None)
    assert 1 <= away["awol"] <= 3
    assert away["home_leave"] + away["section_17"] >= 2


def test_two_people_on_birch_share_a_surname(here: list[Life]) -> None:
    khans = [life for life in here if life.legs[-1].ward == "BIRCH" and life.someone.surname == "Khan"]
    assert len(khans) >= 2


def test_weekends_are_redder(told: list[Life]) -> None:
    marks = [day for life in told for day in life.days if day.said and day.said.colour is not Colour.ABSENT]

    def red_share(*, weekend: bool) -> float:
        some = [day for day in marks if (day.day.weekday() >= 5) is weekend]
        return sum(day.said.colour is Colour.RED for day in some if day.said) / len(some)

    assert red_share(weekend=True) > red_share(weekend=False) + 0.1


def test_waits_for_others_come_late_in_a_stay(told: list[Life]) -> None:
    early, late = Counter[bool](), Counter[bool]()
    for life in told:
        if life.left is None:
            continue
        length = (life.left.at - life.admitted_at).days
        for day in life.days:
            if day.said and day.said.colour is Colour.RED:
                part = (day.day - local_date(life.admitted_at)).days / max(1, length)
                (early if part < 0.2 else late)[RED_REASONS[day.said.reason].group is ReasonGroup.INTERNAL] += 1
    assert early[False] / early.total() < 0.1 < 0.3 < late[False] / late.total()


def test_every_mark_is_one_that_a_person_could_make(told: list[Life]) -> None:
    for life in told[-400:]:
        for day in life.days:
            if (said := day.said) is None:
                continue
            codes = tuple(step for step in said.steps if step.startswith("GRN-"))
            check_mark(
                Mark(
                    colour=said.colour,
                    interventions=codes,
                    own_words=" ".join(set(said.steps) - set(codes)),
                    reason=said.reason or None,
                    owner=OwnerKind(said.owner) if said.owner else None,
                    further_reasons=said.further_reasons,
                    absence_kind=said.absence_kind or None,
                ),
                is_ready=False,
            )


def test_nothing_happens_after_now(told: list[Life]) -> None:
    assert max(life.changed_at for life in told) <= NOW
    assert max(day.said.at for life in told for day in life.days if day.said) <= NOW


def test_half_of_birch_is_planned_this_morning(here: list[Life]) -> None:
    birch = [life for life in here if life.legs[-1].ward == "BIRCH"]
    planned = [life for life in birch if life.days and life.days[-1].day == local_date(NOW)]
    assert 8 <= len(planned) <= 11
    assert max(int(life.legs[-1].bed) for life in planned) <= 11


def test_nobody_waits_for_the_expiry_of_a_section_that_has_ended(here: list[Life]) -> None:
    kept = [
        (life, each)
        for life in here
        for each in life.key_dates
        if each.kind == "section_expiry" and not each.dropped_at
    ]
    assert len(kept) > 20
    for life, each in kept:
        authority = next(held for held in life.authorities if held.expires_on == each.on)
        assert authority.until_on is None or authority.until_on == local_date(NOW)
        assert LEGAL_AUTHORITIES[authority.code].is_hospital_detention


@pytest.mark.parametrize(("hour", "planned", "marked"), [(2, 0, 0), (11, 0.5, 0), (14, 0.5, 0), (20, 0.5, 0.7)])
def test_today_looks_right_at_any_hour_and_birch_waits_for_its_round(hour: int, planned: float, marked: float) -> None:
    now = NOW.replace(hour=hour)
    told = [life for life in lives(Wish(days=30), now=now, holidays=holidays()) if life.left is None]
    today = [(life.legs[-1].ward, day) for life in told for day in life.days if day.day == local_date(now)]
    birch = [day for ward, day in today if ward == "BIRCH"]
    assert 8 <= sum(bool(day.planned) for day in birch) <= 11
    assert not [day for day in birch if day.said]
    there = sum(life.legs[-1].ward != "BIRCH" for life in told)
    others = [day for ward, day in today if ward != "BIRCH"]
    assert planned <= sum(bool(day.planned) for day in others) / there <= planned + 0.25
    assert marked <= sum(bool(day.said) for day in others) / there <= (1 if marked else 0)
    yesterday = [
        day for life in told for day in life.days if day.day == local_date(now) - timedelta(days=1) and day.said
    ]
    assert 0.5 <= len(yesterday) / len(told) < 1
