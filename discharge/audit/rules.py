"""How lines are chained: canonical words in, SHA-256 out."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

GENESIS = "0" * 64
AS_IT_IS = frozenset({str, int, float, bool, type(None)})
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


class Power(StrEnum):
    """The one power that the record asks for. `access` gives it to roles under the same name."""

    READ_RECORD = "read_record"


def plain(value: object) -> Any:
    """The value as JSON can hold it: dates in ISO form, moments in UTC, keys as text."""
    if type(value) not in AS_IT_IS:
        match value:
            case datetime():
                return value.astimezone(UTC).isoformat()
            case date() | time():
                return value.isoformat()
            case Mapping():
                return {str(key): plain(inner) for key, inner in value.items()}
            case list() | tuple() | set() | frozenset():
                return [plain(inner) for inner in value]
            case StrEnum() | UUID():
                return str(value)
    return value


def digest_of(value: object) -> str:
    """SHA-256 of the value's canonical JSON, 64 hexadecimal letters."""
    return hashlib.sha256(CANONICAL.encode(plain(value)).encode()).hexdigest()


def digest_of_line(columns: Mapping[str, Any]) -> str:
    """What a line's digest must be: that of every column but itself."""
    return digest_of({name: value for name, value in columns.items() if name != "digest"})


def digest_of_group(person_ids: Iterable[UUID]) -> str:
    """The name of a group of people: the same for the same people in any order."""
    return digest_of(sorted(str(person_id) for person_id in set(person_ids)))
