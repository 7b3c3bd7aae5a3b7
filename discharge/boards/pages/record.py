"""The words of "who looked"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from flask import url_for

from discharge.access.rules import ROLE_WORDS
from discharge.audit.queries import Mark
from discharge.boards.forms.record import FindPersonForm
from discharge.boards.queries.record import Line, PersonRecord
from discharge.core.clock import local_time
from discharge.stays.models import Person
from discharge.stays.rules.details import LABELS

# What a line of the record is called on this screen, where the code of the action does not read well by itself.
ACTIONS: Final[Mapping[str, str]] = {
    "record.opened": "Person behind a reference: opened",
    "record.opened_shown": "Person behind a reference: shown",
    "record.openings_shown": "Who opened a record: shown",
    "record.read": "Who looked: opened",
    "record.searched": "Who looked: searched",
    "ward.board_shown": "Ward board: shown",
}
SOURCES: Final[Mapping[str, str]] = {
    "web": "Browser",
    "cli": "Command line",
    "feed": "Feed",
    "demo": "Demonstration",
    "wall": "Wall screen",
}
FIELDS: Final[Mapping[str, str]] = {
    "because": "reason",
    "left_on": "day of leaving",
    "left_at": "time of leaving",
    "admitted_at": "time of admission",
    "from_at": "away from",
    "moved_at": "time of the move",
    "expected_on": "EDD",
    "nhs_number": "NHS number",
    "is_ministry_consent_recorded": "Justice Secretary's consent",
}
CAPITALS = {"edd": "EDD", "nhs": "NHS"}


def action_words(action: str) -> str:
    """ "stay.edd_set" as "Stay: EDD set"."""
    if action in ACTIONS:
        return ACTIONS[action]
    thing, _, done = action.partition(".")
    words = [CAPITALS.get(word, word) for word in done.split("_")]
    return f"{thing.replace('_', ' ').capitalize()}: {' '.join(words)}" if done else thing.capitalize()


def _field_words(name: str) -> str:
    """What changed, as a reader of the record calls it: "left_on" is the day of leaving."""
    return FIELDS.get(name) or LABELS.get(name, name.replace("_", " ").removesuffix(" id")).lower()


def when_words(at: datetime) -> str:
    """`23 Nov 2026, 09:30:05`."""
    local = local_time(at)
    return f"{local.day} {local:%b %Y, %H:%M:%S}"


def mark_words(mark: Mark) -> str:
    """A mark as it stands in an address."""
    return f"{mark.at.isoformat()}~{mark.organisation_id}~{mark.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLink:
    name: str
    born: str
    number: str
    href: str

    @classmethod
    def of(cls, person: Person) -> Self:
        return cls(
            name=f"{person.surname}, {person.given_name}",
            born=f"{person.birth_date.day} {person.birth_date:%B %Y}",
            number=person.local_number,
            href=url_for("boards.who_looked_at", person_id=person.id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPage:
    form: FindPersonForm
    people: tuple[PersonLink, ...] = ()

    @classmethod
    def of(cls, form: FindPersonForm, people: Sequence[Person] = ()) -> Self:
        return cls(form=form, people=tuple(PersonLink.of(person) for person in people))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    when: str
    who: str
    role: str
    what: str
    detail: str
    where: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    person: PersonLink
    rows: tuple[RecordRow, ...]
    older: str
    newest: str

    @classmethod
    def of(cls, seen: PersonRecord) -> Self:
        here = url_for("boards.who_looked_at", person_id=seen.person.id)
        older = (
            url_for("boards.who_looked_at", person_id=seen.person.id, after=mark_words(seen.older))
            if seen.older
            else ""
        )
        return cls(
            person=PersonLink.of(seen.person),
            rows=tuple(_row(line) for line in seen.lines),
            older=older,
            newest="" if seen.is_first_page else here,
        )


def _row(line: Line) -> RecordRow:
    entry = line.entry
    detail = [f"{line.ward} ward"] if line.ward else []
    if entry.is_shared:
        detail.append("on a list")
    if entry.changes:
        detail.append(f"changed: {', '.join(sorted(_field_words(name) for name in entry.changes))}")
    if entry.redacted_because:
        detail.append(f"redacted: {entry.redacted_because}")
    return RecordRow(
        when=when_words(entry.at),
        who=entry.user_name or "Nobody signed in",
        role=", ".join(ROLE_WORDS[role] for role in line.roles),
        what=action_words(entry.action),
        detail="; ".join(detail),
        where=SOURCES.get(entry.source, entry.source),
        why=entry.cause,
    )
