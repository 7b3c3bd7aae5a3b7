"""The map that is written down is the map that is there."""

from pathlib import Path

from tests.architecture import PAGE, renewed

MODULES = Path(__file__).parents[2] / "discharge"


def test_reactions_and_tables_are_those_of_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == renewed(page), "run  python -m tests.architecture"


def test_every_module_is_on_the_map() -> None:
    page = PAGE.read_text(encoding="utf-8")
    modules = {path.parent.name for path in MODULES.glob("*/__init__.py")}
    assert {module for module in modules if f"| `{module}` |" not in page} == set()
