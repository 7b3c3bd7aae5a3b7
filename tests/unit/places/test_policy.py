import pytest

from discharge.core.errors import RuleBroken
from discharge.places.rules.policy import KNOWN, NOT_ABOVE, Key, check_value


@pytest.mark.parametrize("key", list(Key))
def test_every_number_is_known_and_its_default_allowed(key: Key) -> None:
    defaults = {each: KNOWN[each].default for each in Key}
    check_value(key, KNOWN[key].default, in_force=defaults)


@pytest.mark.parametrize("key", list(Key))
@pytest.mark.parametrize("step", ["below", "above"])
def test_a_number_outside_its_limits_is_refused(key: Key, step: str) -> None:
    known = KNOWN[key]
    value = known.lowest - 1 if step == "below" else known.highest + 1
    with pytest.raises(RuleBroken, match=f"from {known.lowest} to {known.highest} {known.unit}"):
        check_value(key, value, in_force={})


@pytest.mark.parametrize(("lower", "upper"), NOT_ABOVE)
def test_a_warning_after_what_it_warns_of_is_refused_from_both_sides(lower: Key, upper: Key) -> None:
    meeting = KNOWN[lower].highest if KNOWN[lower].highest < KNOWN[upper].highest else KNOWN[upper].lowest + 1
    check_value(lower, meeting, in_force={upper: meeting})
    check_value(upper, meeting, in_force={lower: meeting})
    with pytest.raises(RuleBroken, match="or less"):
        check_value(lower, meeting, in_force={upper: meeting - 1})
    with pytest.raises(RuleBroken, match="or more"):
        check_value(upper, meeting, in_force={lower: meeting + 1})


def test_numbers_that_do_not_meet_are_not_compared() -> None:
    check_value(Key.EDD_DUE_HOURS, 300, in_force={Key.LONG_STAY_DAYS: 1})
