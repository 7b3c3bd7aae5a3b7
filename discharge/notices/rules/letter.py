"""What one e-mail needs to be written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from discharge.notices.rules.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """key: of its row in the outbox, which makes the Message-ID. to: an e-mail address. lines: of a digest."""

    key: UUID
    to: str
    kind: Kind
    reference: str
    path: str
    lines: Sequence[Mapping[str, Any]] = ()
