"""Keeping what lists said, apart from what stays hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from discharge.core.db import upsert
from discharge.interop.models import ListedField, ListedStay
from discharge.interop.queries.known import Said, chunks
from discharge.interop.rules.columns import Field
from discharge.interop.rules.picture import Value
from discharge.interop.rules.values import write_value


@dataclass(slots=True)
class Sayings:
    """What one list says of each stay, gathered and then written at once; what is no news writes nothing.

    before: what earlier lists said, by stay and field.
    """

    session: Session
    organisation_id: UUID
    listed_at: datetime
    before: Mapping[UUID, Mapping[str, Said]]
    _news: dict[tuple[UUID, str], Said] = field(default_factory=dict)
    _journal: list[tuple[tuple[UUID, str], Said | None]] = field(default_factory=list)
    _missing: list[dict[str, Any]] = field(default_factory=list)

    def says(self, stay_id: UUID, name: Field, value: Value, *, is_applied: bool = False) -> None:
        """That the list says this. is_applied: and that the stay now holds it because of that."""
        text = write_value(value)
        if text is None:
            return
        self._journal.append(((stay_id, name), self._news.get((stay_id, name))))
        was = self._news.get((stay_id, name)) or self.before.get(stay_id, {}).get(name) or Said()
        self._news[stay_id, name] = Said(
            listed=text,
            applied=text if is_applied else was.applied,
            declined=was.declined if was.listed == text else None,
        )

    def mark(self) -> int:
        """Where we are, to come back to when a row is refused."""
        return len(self._journal)

    def back_to(self, mark: int) -> None:
        """Forget what was heard after the mark."""
        while len(self._journal) > mark:
            key, before = self._journal.pop()
            if before is None:
                del self._news[key]
            else:
                self._news[key] = before

    def is_missing(self, stay_id: UUID, times: int) -> None:
        """That the list does not show somebody, for so many lists in a row; 0 for somebody who is back."""
        self._missing.append(
            {
                "stay_id": stay_id,
                "organisation_id": self.organisation_id,
                "times_missing": times,
                "missing_since": self.listed_at if times else None,
            }
        )

    def write(self) -> None:
        rows = [
            {
                "id": uuid4(),
                "organisation_id": self.organisation_id,
                "stay_id": stay_id,
                "field": str(name),
                "listed": said.listed,
                "applied": said.applied,
                "declined": said.declined,
                "listed_at": self.listed_at,
            }
            for (stay_id, name), said in self._news.items()
            if said != self.before.get(stay_id, {}).get(name)
        ]
        changing = ["listed", "applied", "declined", "listed_at"]
        for some in chunks(rows):
            upsert(self.session, ListedField, some, key=["stay_id", "field"], update=changing)
        began = [row for row in self._missing if row["times_missing"] <= 1]
        still = [row for row in self._missing if row["times_missing"] > 1]
        for some in chunks(began):
            upsert(self.session, ListedStay, some, key=["stay_id"], update=["times_missing", "missing_since"])
        for some in chunks(still):
            upsert(self.session, ListedStay, some, key=["stay_id"], update=["times_missing"])
