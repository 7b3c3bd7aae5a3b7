"""The keys that the help names are those that act, on each screen: no more and no fewer."""

import re
from pathlib import Path

import pytest

from discharge.access.rules.keys import KEY_GROUPS, MEETING, ROUND, WORKLIST, KeyGroup

HERE = Path(__file__).parents[3]
SCRIPT_NAMES = {"arrowleft": "left", "arrowright": "right", "Escape": "escape"}
WRITTEN_ONCE_MORE = {"arrowdown", "arrowup"}  # the words of J and K say so
OF_A_ROUND = ("round_card", "round_mark", "round_plan", "round_end", "round_edd", "round_frame")


def named_in(*names: str) -> set[str]:
    """The keys that buttons and links of these templates answer to."""
    return {
        key
        for name in names
        for key in re.findall(r'data-key="([a-z]+)"', (HERE / f"templates/boards/{name}.html").read_text())
    }


def names_of(group: KeyGroup) -> set[str]:
    return {key.name for key in group.keys}


def of_the_round_script() -> set[str]:
    """What round.js takes for itself; letters it only hands on to a button are the templates' own."""
    text = (HERE / "assets/round.js").read_text()
    found = {SCRIPT_NAMES.get(key, key) for key in re.findall(r"key === '([^']+)'", text)} - {"Enter"}
    return found | ({"1-9"} if "/^[1-9]$/" in text else set())


def test_the_keys_of_a_round() -> None:
    owed = set(
        re.findall(r'"[a-z ]+", "([a-z])", \w+, "', (HERE / "discharge/boards/pages/rounds/after.py").read_text())
    )
    assert owed == {"o", "f"}
    assert names_of(ROUND) == of_the_round_script() | named_in(*OF_A_ROUND) | owed


def test_the_keys_of_a_meeting() -> None:
    acting = of_the_round_script() - {"r", "s", "a", "/", "e"}  # nothing of the card answers to these
    assert names_of(MEETING) == acting | named_in("meeting_card")


def test_the_keys_of_the_worklist() -> None:
    text = (HERE / "assets/worklist.js").read_text()
    table = text[text.index("const KEYS = {") : text.index("\n}", text.index("const KEYS = {"))]
    found = set(re.findall(r"^  '?([a-z]+|/|\?)'?:", table, re.MULTILINE))
    assert names_of(WORKLIST) == found - WRITTEN_ONCE_MORE
    assert found >= WRITTEN_ONCE_MORE


@pytest.mark.parametrize("group", KEY_GROUPS, ids=lambda group: group.id)
def test_no_key_is_named_twice(group: KeyGroup) -> None:
    assert len(names_of(group)) == len(group.keys)
