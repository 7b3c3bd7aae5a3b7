"""Due, due soon, late: in England's working days."""

from datetime import date

import pytest

from discharge.blockers.rules.clocks import Clock, Due, clock_of, due_after, due_on_day, moved_by_pause, soon_before
from discharge.blockers.rules.protocols import LINES, PROPOSED, Terms, check_source, check_terms, line_for
from discharge.blockers.rules.states import State, StepKind, state_before_close
from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import RED_REASONS, OwnerKind, Theme
from discharge.places.models import TeamFunction
from discharge.places.rules.calendar import Holidays

CHRISTMAS = Holidays(
    frozenset({date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)}),
    date(2027, 12, 31),
)


def november(day: int) -> date:
    return date(2026, 11, day)


@pytest.mark.parametrize(
    ("received", "answer", "soon", "due", "soon_on"),
    [
        (november(23), 5, 2, november(30), november(26)),  # Monday; due soon from Thursday
        (november(27), 1, 0, november(30), november(30)),  # Friday to Monday
        (november(28), 1, 1, november(30), november(27)),  # a Saturday; due soon as it came
        (november(28), 0, 0, november(30), november(30)),
        (date(2026, 12, 23), 2, 1, date(2026, 12, 29), date(2026, 12, 24)),  # Christmas and its Monday between
        (date(2026, 12, 31), 1, 0, date(2027, 1, 4), date(2027, 1, 4)),
    ],
)
def test_due_and_due_soon(received: date, answer: int, soon: int, due: date, soon_on: date) -> None:
    assert due_after(received, answer, soon, CHRISTMAS) == Due(due, soon_on)


def test_a_sum_past_the_last_known_holiday_is_not_sure() -> None:
    assert not due_after(date(2027, 12, 30), 2, 1, CHRISTMAS).is_sure
    assert not due_on_day(date(2028, 1, 3), 1, CHRISTMAS).is_sure
    assert due_on_day(date(2027, 12, 31), 1, CHRISTMAS).is_sure


@pytest.mark.parametrize(
    ("due", "soon", "from_on"),
    [
        (date(2026, 12, 2), 0, date(2026, 12, 2)),  # a Wednesday
        (date(2026, 12, 2), 2, november(30)),
        (date(2026, 12, 1), 1, november(30)),
        (november(30), 1, november(27)),  # a Monday: the Friday before, not the Sunday
        (november(30), 2, november(26)),
        (november(28), 0, november(27)),  # a Saturday that somebody chose
        (november(29), 1, november(26)),  # a Sunday, and one working day before its Friday
        (date(2026, 12, 24), 1, date(2026, 12, 23)),
        (date(2026, 12, 29), 1, date(2026, 12, 24)),  # over Christmas, its weekend and its Monday
        (date(2026, 12, 29), 2, date(2026, 12, 23)),
        (date(2026, 12, 25), 0, date(2026, 12, 24)),  # Christmas Day itself
        (date(2027, 1, 4), 1, date(2026, 12, 31)),  # over New Year's Day and a weekend
        (date(2027, 3, 30), 1, date(2027, 3, 25)),  # from Maundy Thursday over Good Friday and Easter Monday
        (date(2027, 3, 31), 2, date(2027, 3, 25)),
        (date(2027, 3, 29), 0, date(2027, 3, 25)),  # Easter Monday itself
    ],
)
def test_due_soon_begins_on_a_working_day(due: date, soon: int, from_on: date) -> None:
    assert soon_before(due, soon, CHRISTMAS) == from_on
    assert due_on_day(due, soon, CHRISTMAS).soon_on == from_on


def test_due_soon_is_not_counted_backwards_from_nothing() -> None:
    with pytest.raises(ValueError, match="forwards"):
        soon_before(november(23), -1, CHRISTMAS)


@pytest.mark.parametrize(
    ("due", "paused", "resumed", "moved"),
    [
        (november(30), november(25), november(27), date(2026, 12, 2)),  # 3 working days left, from a Friday
        (november(30), november(25), november(25), november(30)),  # the same day
        (november(25), november(25), november(30), november(30)),  # due on the very day
        (november(23), november(25), november(30), november(28)),  # two days late stays two days late
        (november(30), november(28), november(29), november(30)),  # a weekend of pause costs nothing
    ],
)
def test_a_pause_moves_the_due_date(due: date, paused: date, resumed: date, moved: date) -> None:
    assert moved_by_pause(Due(due, due), paused, resumed, CHRISTMAS).on == moved


def test_after_a_pause_it_is_due_soon_as_long_before_as_it_was() -> None:
    due = Due(november(27), november(20))  # five working days before
    assert moved_by_pause(due, november(23), november(24), CHRISTMAS) == Due(november(30), november(23))


@pytest.mark.parametrize(
    ("state", "is_answered", "due", "soon", "clock"),
    [
        (State.OPEN, False, 25, 24, Clock.IN_TIME),
        (State.OPEN, False, 25, 23, Clock.SOON),
        (State.OPEN, False, 23, 23, Clock.SOON),
        (State.OPEN, False, 22, 20, Clock.LATE),
        (State.OPEN, False, None, None, Clock.NONE),
        (State.OPEN, True, 22, 20, Clock.ANSWERED),
        (State.PAUSED, False, 22, 20, Clock.PAUSED),
        (State.PAUSED, True, 22, 20, Clock.PAUSED),
        (State.DONE, False, 22, 20, Clock.CLOSED),
        (State.WITHDRAWN, False, None, None, Clock.CLOSED),
    ],
)
def test_which_clock_is_shown(state: State, is_answered: bool, due: int | None, soon: int | None, clock: Clock) -> None:
    days = [november(day) if day else None for day in (due, soon)]
    assert clock_of(state, is_answered=is_answered, due_on=days[0], soon_on=days[1], today=november(23)) is clock


def test_every_clock_and_step_has_words_of_its_own() -> None:
    for words in ([clock.words for clock in Clock], [kind.words for kind in StepKind], [t.words for t in Theme]):
        assert len(set(words)) == len(words)
        assert all(words)


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ("raised done", State.OPEN),
        ("raised paused done", State.PAUSED),
        ("raised paused resumed done", State.OPEN),
        ("raised paused resumed paused noted done", State.PAUSED),
        ("", State.OPEN),
    ],
)
def test_what_is_closed_opens_again_as_it_was(kinds: str, state: State) -> None:
    assert state_before_close([StepKind(kind) for kind in kinds.split()]) is state


def test_every_reason_and_owner_has_a_line() -> None:
    for reason in RED_REASONS:
        for owner in OwnerKind:
            line = line_for(reason.theme, owner)
            assert line.owner is owner
            check_terms(line.terms, owner)


def test_lines_name_known_themes_and_teams_once() -> None:
    assert len(LINES) == len(PROPOSED)
    assert {line.theme for line in PROPOSED} - {""} <= {theme.value for theme in Theme}
    assert {line.team_function for line in PROPOSED} - {""} <= {function.value for function in TeamFunction}


def test_its_own_line_goes_before_the_one_for_anything() -> None:
    assert line_for(Theme.SOCIAL_CARE, OwnerKind.COUNCIL).code == "social-care-council"
    assert line_for(Theme.SUPPORT, OwnerKind.COUNCIL).code == "any-council"


@pytest.mark.parametrize(
    ("owner", "answer", "soon", "field"),
    [
        (OwnerKind.COURTS, 5, 1, "answer_days"),
        (OwnerKind.ICB, -1, 0, "answer_days"),
        (OwnerKind.ICB, 61, 0, "answer_days"),
        (OwnerKind.ICB, 5, 6, "soon_days"),
        (OwnerKind.ICB, None, 1, "soon_days"),
        (OwnerKind.ICB, 5, -1, "soon_days"),
    ],
)
def test_terms_that_nobody_keeps_are_refused(owner: OwnerKind, answer: int | None, soon: int, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_terms(Terms(answer_days=answer, soon_days=soon), owner)
    assert broken.value.field == field


@pytest.mark.parametrize("source", ["", "  ", "x" * 501])
def test_a_decision_has_a_source(source: str) -> None:
    with pytest.raises(RuleBroken):
        check_source(source)
