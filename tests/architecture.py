"""The parts of docs/architecture.md that are made from the code: `python -m tests.architecture` writes them anew."""

import re
from collections import defaultdict
from pathlib import Path

from discharge.app import REACTIONS
from discharge.core.db import Base
from discharge.schema import metadata

PAGE = Path(__file__).parent.parent / "docs" / "architecture.md"


def _module(thing: type | object) -> str:
    return str(getattr(thing, "__module__", "")).split(".")[1]


def reactions() -> str:
    """Each event, the module that tells it, and who answers in which order."""
    lines = ["| event | told by | answered by, in order |", "| --- | --- | --- |"]
    for event, answers in REACTIONS.items():
        named = (
            ", ".join(f"`{_module(answer)}.{getattr(answer, '__name__', '')}`" for answer in answers) or "nobody yet"
        )
        lines.append(f"| `{event.__name__}` | {_module(event)} | {named} |")
    return "\n".join(lines)


def tables() -> str:
    """Each module and its tables, in the order of their names."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for mapper in Base.registry.mappers:
        found[_module(mapper.class_)].append(mapper.local_table.name)  # type: ignore[attr-defined]
    assert sum(map(len, found.values())) == len(metadata.tables)
    lines = ["| module | tables |", "| --- | --- |"]
    lines += [f"| {module} | {', '.join(f'`{name}`' for name in sorted(found[module]))} |" for module in sorted(found)]
    return "\n".join(lines)


def renewed(page: str) -> str:
    """The page with the parts between its marks made anew."""
    for name, make in (("reactions", reactions), ("tables", tables)):
        marks = rf"(<!-- {name} -->\n).*?(\n<!-- end of {name} -->)"
        page, times = re.subn(marks, rf"\g<1>{make()}\g<2>", page, flags=re.DOTALL)
        assert times == 1, f"the page has {times} parts marked {name}"
    return page


if __name__ == "__main__":
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
