import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_source_named_in_the_code_is_a_heading_of_the_sources() -> None:
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    headings = {h.strip().lower().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)}
    named = {
        (anchor, str(file.relative_to(ROOT)))
        for file in (ROOT / "discharge").rglob("*.py")
        for anchor in re.findall(r"docs/sources\.md#([a-z0-9-]+)", file.read_text(encoding="utf-8"))
    }
    assert named
    assert {(anchor, file) for anchor, file in named if anchor not in headings} == set()


def test_every_code_list_is_named_in_the_sources() -> None:
    text = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    lists = {file.stem for file in (ROOT / "discharge").glob("*/rules/lists/*.csv")}
    assert lists
    assert {name for name in lists if f"`{name}`" not in text} == set()
