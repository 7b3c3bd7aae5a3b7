"""What administrators read of roles names each of them."""

from pathlib import Path

from discharge.access.rules import ROLE_WORDS

GUIDE = Path(__file__).parents[2] / "docs" / "users" / "administrator.md"


def test_each_role_has_a_row_in_what_administrators_read() -> None:
    _, _, after = GUIDE.read_text(encoding="utf-8").partition("| role | may |\n| --- | --- |\n")
    table, _, _ = after.partition("\n\n")
    assert [row.split(" | ")[0].removeprefix("| ") for row in table.splitlines()] == list(ROLE_WORDS.values())
