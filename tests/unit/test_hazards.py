"""The hazard log names only tests that are there."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent.parent.parent
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", (HERE / "docs/safety/hazards.md").read_text())


@pytest.mark.parametrize(("file", "test"), sorted({pair for pair in NAMED if pair[0] != "tests/unit/test_hazards.py"}))
def test_the_hazard_log_names_a_test_that_is_there(file: str, test: str) -> None:
    source = (HERE / file).read_text()
    assert not test or f"def {test}(" in source


def test_every_hazard_is_shown_by_a_test() -> None:
    rows = [line for line in (HERE / "docs/safety/hazards.md").read_text().splitlines() if line.startswith("| **")]
    assert rows
    assert [row for row in rows if "`tests/" not in row] == []
