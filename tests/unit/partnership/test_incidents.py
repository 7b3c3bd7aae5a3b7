"""What an incident needs to say."""

from datetime import date

import pytest

from discharge.core.errors import RuleBroken
from discharge.partnership.rules.incidents import IncidentKind, check_decision, check_told

TODAY, YESTERDAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 22), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("kind", "happened_on", "what", "field"),
    [
        (IncidentKind.NEAR_MISS, TODAY, "A gate stood open", None),
        (IncidentKind.SERIOUS, YESTERDAY, "A fall", None),
        (None, TODAY, "A fall", "kind"),
        (IncidentKind.SERIOUS, TOMORROW, "A fall", "happened_on"),
        (IncidentKind.SERIOUS, TODAY, "", "what_happened"),
    ],
)
def test_what_is_told(kind: IncidentKind | None, happened_on: date, what: str, field: str | None) -> None:
    def told() -> None:
        check_told(kind=kind, happened_on=happened_on, what_happened=what, today=TODAY)

    _holds_or_breaks(told, field)


@pytest.mark.parametrize(
    ("is_referred", "referred_on", "because", "field"),
    [
        (True, TODAY, "", None),
        (True, YESTERDAY, "", None),
        (False, None, "Below their threshold", None),
        (None, None, "", "is_referred"),
        (True, None, "", "referred_on"),
        (False, TODAY, "Below their threshold", "referred_on"),
        (False, None, "", "because"),
        (True, date(2026, 11, 21), "", "referred_on"),
        (True, TOMORROW, "", "referred_on"),
    ],
)
def test_whether_the_board_is_told(
    *, is_referred: bool | None, referred_on: date | None, because: str, field: str | None
) -> None:
    def decided() -> None:
        check_decision(
            is_referred=is_referred, referred_on=referred_on, because=because, happened_on=YESTERDAY, today=TODAY
        )

    _holds_or_breaks(decided, field)


def _holds_or_breaks(check: object, field: str | None) -> None:
    assert callable(check)
    if field is None:
        check()
        return
    with pytest.raises(RuleBroken) as broken:
        check()
    assert broken.value.field == field
