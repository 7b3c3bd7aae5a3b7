from datetime import UTC, date, datetime, timedelta

import pytest

from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import GREEN_INTERVENTIONS, OwnerKind
from discharge.days.rules.mark import NOTE_LONGEST, Colour, Mark, check_day, check_late_reason, check_mark, is_late

GREEN, RED, ABSENT = Colour.GREEN, Colour.RED, Colour.ABSENT
HOUSING = OwnerKind.HOUSING


@pytest.mark.parametrize(
    "mark",
    [
        Mark(colour=GREEN, interventions=("GRN-01",)),
        Mark(colour=GREEN, interventions=("GRN-01", "GRN-04"), note="Went well"),
        Mark(colour=GREEN, own_words="Met the new landlord"),
        Mark(colour=RED, reason="EXT-22", owner=HOUSING),
        Mark(colour=RED, reason="EXT-22", owner=OwnerKind.COUNCIL, further_reasons=("INT-01", "EXT-11")),
        Mark(colour=ABSENT, absence_kind="awol"),
        Mark(colour=ABSENT, absence_kind="home_leave", note="x" * NOTE_LONGEST),
    ],
)
def test_a_whole_mark_is_admitted(mark: Mark) -> None:
    check_mark(mark, is_ready=False)


@pytest.mark.parametrize(
    ("mark", "field"),
    [
        (Mark(colour=GREEN), "interventions"),
        (Mark(colour=GREEN, own_words="  "), "interventions"),
        (Mark(colour=GREEN, interventions=("GRN-01", "GRN-01")), "interventions"),
        (Mark(colour=GREEN, interventions=("GRN-99",)), "interventions"),
        (Mark(colour=GREEN, interventions=("GRN-01",), reason="INT-01"), "reason"),
        (Mark(colour=GREEN, interventions=("GRN-01",), owner=HOUSING), "reason"),
        (Mark(colour=GREEN, interventions=("GRN-01",), further_reasons=("INT-01",)), "reason"),
        (Mark(colour=GREEN, interventions=("GRN-01",), absence_kind="awol"), "absence_kind"),
        (Mark(colour=RED, owner=HOUSING), "reason"),
        (Mark(colour=RED, reason="EXT-99", owner=HOUSING), "reason"),
        (Mark(colour=RED, reason="EXT-22"), "owner"),
        (Mark(colour=RED, reason="EXT-22", owner=HOUSING, interventions=("GRN-01",)), "interventions"),
        (Mark(colour=RED, reason="EXT-22", owner=HOUSING, own_words="Something"), "interventions"),
        (Mark(colour=RED, reason="EXT-22", owner=HOUSING, further_reasons=("EXT-22",)), "further_reasons"),
        (Mark(colour=RED, reason="EXT-22", owner=HOUSING, further_reasons=("INT-01", "INT-01")), "further_reasons"),
        (Mark(colour=RED, reason="EXT-22", owner=HOUSING, further_reasons=("INT-99",)), "further_reasons"),
        (Mark(colour=RED, reason="EXT-22", owner=HOUSING, absence_kind="awol"), "absence_kind"),
        (Mark(colour=ABSENT), "absence_kind"),
        (Mark(colour=ABSENT, absence_kind="holiday"), "absence_kind"),
        (Mark(colour=ABSENT, absence_kind="awol", reason="INT-01"), "reason"),
        (Mark(colour=ABSENT, absence_kind="awol", note="x" * (NOTE_LONGEST + 1)), "note"),
    ],
)
def test_a_mark_that_lacks_something_or_mixes_colours_is_refused(mark: Mark, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_mark(mark, is_ready=False)
    assert broken.value.field == field


def test_somebody_clinically_ready_has_a_green_day_only_by_a_discharge_step() -> None:
    for step in GREEN_INTERVENTIONS:
        mark = Mark(colour=GREEN, interventions=(step.code,))
        if step.is_discharge_step:
            check_mark(mark, is_ready=True)
        else:
            with pytest.raises(RuleBroken, match="discharge step"):
                check_mark(mark, is_ready=True)
    check_mark(Mark(colour=GREEN, interventions=("GRN-01", "GRN-16")), is_ready=True)
    check_mark(Mark(colour=GREEN, own_words="Keys collected"), is_ready=True)
    check_mark(Mark(colour=RED, reason="EXT-22", owner=HOUSING), is_ready=True)


def test_colours_are_shown_as_days() -> None:
    assert [colour.words for colour in Colour] == ["Green day", "Red day", "Away"]


@pytest.mark.parametrize(
    ("left_on", "marked"),
    [
        (None, [3, 4, 5, 6, 7, 8]),
        (date(2026, 6, 6), [3, 4, 5]),
        (date(2026, 6, 3), []),
    ],
)
def test_days_from_admission_to_today_and_before_the_discharge_day_can_be_marked(
    left_on: date | None, marked: list[int]
) -> None:
    for day in range(1, 12):
        if day in marked:
            check_day(date(2026, 6, day), admitted_on=date(2026, 6, 3), left_on=left_on, today=date(2026, 6, 8))
        else:
            with pytest.raises(RuleBroken) as broken:
                check_day(date(2026, 6, day), admitted_on=date(2026, 6, 3), left_on=left_on, today=date(2026, 6, 8))
            assert broken.value.field == "day"


CLOSE = datetime(2026, 6, 9, 11, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("now", "late"), [(CLOSE - SECOND, False), (CLOSE, False), (CLOSE + SECOND, True)])
def test_a_mark_is_late_after_the_close_and_then_needs_a_reason(now: datetime, late: bool) -> None:
    assert is_late(now, CLOSE) is late
    check_late_reason("Entered from paper", now=now, closes_at=CLOSE)
    if late:
        with pytest.raises(RuleBroken) as broken:
            check_late_reason("  ", now=now, closes_at=CLOSE)
        assert broken.value.field == "late_reason"
    else:
        check_late_reason("", now=now, closes_at=CLOSE)
