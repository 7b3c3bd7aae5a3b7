"""Two people at one form: neither text is lost."""

from collections.abc import Callable, Mapping
from typing import Any

from discharge.core.errors import NotFound, Superseded


def check_version(
    stored: int,
    seen: int,
    *,
    before: Mapping[str, str],
    theirs: Mapping[str, str],
    yours: Mapping[str, str],
) -> None:
    """Raises Superseded when the row has moved on since this person opened it; equal texts are no conflict.

    stored: the version now. seen: the version the form carried. The mappings hold field labels and values as words;
    `before` may be empty where it is not known.
    Raises NotFound for a version that does not exist yet, which no form of ours can carry.
    """
    if seen > stored:
        raise NotFound
    if seen != stored and dict(theirs) != dict(yours):
        raise Superseded(before=before, theirs=theirs, yours=yours)


def merge(
    *,
    stored: Mapping[str, Any],
    seen: Mapping[str, Any],
    typed: Mapping[str, Any],
    words: Callable[[str, Any], tuple[str, str]],
) -> dict[str, Any]:
    """What this person changed and may change, field by field; fields only somebody else changed are left alone.

    stored: the values now. seen: the values their form began with. typed: what they entered. The same fields in each.
    words: the label and the value of a field, as they are shown.
    Raises Superseded when both changed the same field to different values; it shows every field that either changed.
    """
    changed = {field: value for field, value in typed.items() if value != seen[field] and value != stored[field]}
    if not any(stored[field] != seen[field] for field in changed):
        return changed
    either = [field for field in typed if typed[field] != seen[field] or stored[field] != seen[field]]
    kept = {field: typed[field] if typed[field] != seen[field] else stored[field] for field in either}
    raise Superseded(
        before=dict(words(field, seen[field]) for field in either),
        theirs=dict(words(field, stored[field]) for field in either),
        yours=dict(words(field, kept[field]) for field in either),
    )


def check_seen(seen: Mapping[str, str] | None, *, theirs: Mapping[str, str], yours: Mapping[str, str]) -> None:
    """Raises Superseded when what is stored now is neither what this person saw when they began nor what they entered.

    For forms that carry the words they showed. seen None: a door with no screen, which saw nothing.
    """
    if seen is not None and dict(theirs) not in (dict(seen), dict(yours)):
        raise Superseded(before=seen, theirs=theirs, yours=yours)
