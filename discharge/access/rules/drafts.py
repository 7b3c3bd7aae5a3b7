"""What may be kept of a form that was half typed, and for how long."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final

KEPT_FOR: Final = timedelta(hours=12)
MOST_LETTERS: Final = 64_000
MOST_FIELDS: Final = 2_000
PATH: Final = re.compile(r"/(?:[^/\\?#\s][^\\?#\s]{0,198})?\Z")  # of this site, without a query
OURS: Final = frozenset({"csrf_token", "one_time_key"})  # made anew with each form


def is_path(path: str) -> bool:
    return bool(PATH.match(path))


def worth_keeping(fields: Iterable[tuple[str, str]]) -> Mapping[str, list[str]] | None:
    """The fields by name, without passwords and our own keys; None for nothing typed, or more than is kept."""
    kept: dict[str, list[str]] = {}
    for name, value in fields:
        if name not in OURS and "password" not in name.lower():
            kept.setdefault(name, []).append(value)
    is_empty = not any(value.strip() for name, values in kept.items() if name != "version" for value in values)
    if is_empty or len(kept) > MOST_FIELDS or len(json.dumps(kept)) > MOST_LETTERS:
        return None
    return kept
