"""A list is a picture, not events: what is different between who we know to be here and who it shows.

Nothing here changes anything. A plan says what would be done; a person or the command line applies it.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from discharge.interop.rules.columns import Field
from discharge.interop.rules.rows import Row
from discharge.stays.rules.names import surname_key

Value = str | date | None

ASK_AFTER_LISTS = 2
"""Somebody who is missing from this many lists in a row is shown, for a person to say whether they left."""


class Source(StrEnum):
    """Who said what we hold: a person, or an earlier list."""

    TYPED = "typed"
    FEED = "feed"


class Doubt(StrEnum):
    """Why a row is held for a person to decide, and nothing of it applied."""

    OTHER_PERSON = "other_person"
    """The same local number with another surname and another birth date."""
    MAYBE_KNOWN = "maybe_known"
    """A new local number of somebody who looks known: the same NHS number, or the same number but for its zeros."""
    OTHER_SPELL = "other_spell"
    """Here already, and on the list with the number of another spell: did they leave and come back?"""
    LEFT = "left"
    """Recorded as having left this very stay, and still on the list."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What we hold in one field. declined: what a list said and a person turned down; it is not asked again."""

    value: Value
    source: Source
    declined: Value = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStay:
    """What the comparison needs of a stay: open, or the last that a person had. ward: its code.

    left_on: None while open. listed_ward: what the last list said, None when no list has. ward_source: who made the
    last move. declined_ward: what a list said and a person turned down. is_away: on recorded absence today.
    is_ready: in an open clinically-ready period.
    times_missing: lists in a row without them. kept: fields that hold something, or that a person emptied.
    """

    stay_id: UUID
    local_number: str
    nhs_number: str | None
    surname: str
    given_name: str
    birth_date: date
    ward: str
    ward_source: Source
    admitted_on: date
    spell_number: str | None = None
    listed_ward: str | None = None
    declined_ward: str | None = None
    left_on: date | None = None
    is_away: bool = False
    is_ready: bool = False
    times_missing: int = 0
    kept: Mapping[Field, Kept]


@dataclass(frozen=True, slots=True)
class Opens:
    """Somebody new: a stay is opened with everything that the row says."""

    row: Row


@dataclass(frozen=True, slots=True)
class Transfer:
    """On another ward than before. at: the list's time, which is only assumed to be that of the move."""

    stay_id: UUID
    row: int
    from_ward: str
    to_ward: str
    bed: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Update:
    """A field that nobody typed and that the list now says otherwise."""

    stay_id: UUID
    row: int
    field: Field
    ours: Value
    listed: Value


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that a person typed and the list says otherwise: both are kept until somebody settles it."""

    stay_id: UUID
    row: int
    field: Field
    typed: Value
    listed: Value


@dataclass(frozen=True, slots=True)
class Held:
    """A row that is somebody's to decide on. stay_id: the stay that it may be about."""

    row: Row
    stay_id: UUID
    why: Doubt


@dataclass(frozen=True, slots=True)
class NotOnList:
    """An open stay that the list does not show. times: lists in a row, this one counted."""

    stay_id: UUID
    times: int


@dataclass(frozen=True, slots=True)
class BackOnList:
    """Was missing from the last list and is on this one: the count starts again."""

    stay_id: UUID
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that is different, in the order of the file, those missing last. unchanged: stays that the list confirms."""

    opens: tuple[Opens, ...]
    transfers: tuple[Transfer, ...]
    updates: tuple[Update, ...]
    differences: tuple[Difference, ...]
    held: tuple[Held, ...]
    not_on_list: tuple[NotOnList, ...]
    back_on_list: tuple[BackOnList, ...]
    unchanged: tuple[UUID, ...]

    @property
    def changes_nothing(self) -> bool:
        """Whether applying it would write nothing but that the list was read; differences may already be known."""
        return not (self.opens or self.transfers or self.updates or self.not_on_list or self.back_on_list)

    def digest(self) -> str:
        """Equal for equal plans, in every process: what a preview carries, to tell whether it still holds."""
        parts = {name: part for name, part in asdict(self).items() if name != "unchanged"}
        return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()


def compare(
    known: Collection[KnownStay],
    rows: Sequence[Row],
    *,
    wards: Collection[str],
    listed_at: datetime,
    also_seen: Collection[str] = (),
    is_repeat: bool = False,
    left_since: Collection[UUID] = (),
) -> Plan:
    """What a list would change. The same list after its plan was applied changes nothing.

    known: of everybody whom the trust knows, at whatever site, the open stay or else the last; a person has one open
    stay in a trust, so that a local or NHS number is never new at one site and known at another. rows: placed, one a
    local number.
    wards: codes that the profile covers; only their people can be missing. listed_at: when the list was made.
    also_seen: local numbers on rows that were kept back, who are therefore not missing.
    is_repeat: the file was applied before, so that it cannot count as one more list that somebody is missing from.
    left_since: stays that a person ended after this very file was first applied; it says nothing against that.

    - A blank cell says nothing: it never empties a field. While a stay is clinically ready its EDD is frozen, so that
      the list's is not looked at.
    - What a person typed is not overwritten: it becomes a Difference, unless they declined this very value before.
    - A ward that a person set stays until the list names another than it did last: record systems lag behind.
    - Somebody on recorded absence is not missing.
    """
    by_number = {stay.local_number: stay for stay in known}
    found = _Found(listed_at, tuple(known), left_since)
    for row in rows:
        found.look_at(row, by_number.get(row.local_number))
    numbers = {stay.stay_id: stay.local_number for stay in known}
    here = {row.local_number for row in rows} | set(also_seen) | {numbers[held.stay_id] for held in found.held}
    missing = (
        ()
        if is_repeat
        else tuple(
            NotOnList(stay.stay_id, stay.times_missing + 1)
            for stay in sorted(known, key=lambda stay: (stay.ward, stay.local_number))
            if stay.left_on is None and not stay.is_away and stay.ward in wards and stay.local_number not in here
        )
    )
    return found.plan(missing)


_COMPARED: tuple[Field, ...] = (
    Field.SURNAME,
    Field.GIVEN_NAME,
    Field.BIRTH_DATE,
    Field.NHS_NUMBER,
    Field.ADMITTED,
    Field.SPELL_NUMBER,
    Field.BED,
    Field.CONSULTANT,
    Field.EDD,
    Field.LEGAL_STATUS,
    Field.READY_SINCE,
    Field.READY_REASON,
)


def listed_values(row: Row) -> Mapping[Field, Value]:
    """What a row says, by field. Ward and local number are not values but who and where."""
    return {
        Field.SURNAME: row.surname,
        Field.GIVEN_NAME: row.given_name or None,
        Field.BIRTH_DATE: row.birth_date,
        Field.NHS_NUMBER: row.nhs_number,
        Field.ADMITTED: row.admitted_on,
        Field.SPELL_NUMBER: row.spell_number,
        Field.BED: row.bed,
        Field.CONSULTANT: row.consultant,
        Field.EDD: row.edd,
        Field.LEGAL_STATUS: row.legal_code,
        Field.READY_SINCE: row.ready_since,
        Field.READY_REASON: row.ready_reason,
    }


class _Found:
    """The differences of a list as its rows are gone through."""

    def __init__(self, listed_at: datetime, known: Sequence[KnownStay], left_since: Collection[UUID]) -> None:
        self.listed_at, self.left_since = listed_at, left_since
        self.by_nhs_number = {stay.nhs_number: stay for stay in known if stay.nhs_number}
        self.by_bare_number = {stay.local_number.lstrip("0"): stay for stay in known}
        self.opens: list[Opens] = []
        self.transfers: list[Transfer] = []
        self.updates: list[Update] = []
        self.differences: list[Difference] = []
        self.held: list[Held] = []
        self.back: list[BackOnList] = []
        self.unchanged: list[UUID] = []

    def look_at(self, row: Row, stay: KnownStay | None) -> None:
        if (doubt := self._doubt(row, stay)) is not None:
            self.held.append(doubt)
        elif stay is not None and stay.stay_id in self.left_since and _is_same_stay(row, stay):
            self.unchanged.append(stay.stay_id)
        elif stay is None or stay.left_on is not None:
            self.opens.append(Opens(row))
        else:
            before = self._count()
            if stay.times_missing:
                self.back.append(BackOnList(stay.stay_id, row.number))
            has_moved = self._ward(row, stay)
            self._fields(row, stay, has_moved=has_moved)
            if self._count() == before:
                self.unchanged.append(stay.stay_id)

    def plan(self, missing: tuple[NotOnList, ...]) -> Plan:
        return Plan(
            opens=tuple(self.opens),
            transfers=tuple(self.transfers),
            updates=tuple(self.updates),
            differences=tuple(self.differences),
            held=tuple(self.held),
            not_on_list=missing,
            back_on_list=tuple(self.back),
            unchanged=tuple(self.unchanged),
        )

    def _count(self) -> int:
        return len(self.transfers) + len(self.updates) + len(self.differences) + len(self.back)

    def _doubt(self, row: Row, stay: KnownStay | None) -> Held | None:
        if stay is None:
            alike = self.by_nhs_number.get(row.nhs_number) if row.nhs_number else None
            alike = alike or self.by_bare_number.get(row.local_number.lstrip("0"))
            return Held(row, alike.stay_id, Doubt.MAYBE_KNOWN) if alike is not None else None
        if stay.birth_date != row.birth_date and surname_key(stay.surname) != surname_key(row.surname):
            return Held(row, stay.stay_id, Doubt.OTHER_PERSON)
        if stay.left_on is not None:
            is_doubtful = _is_same_stay(row, stay) and stay.stay_id not in self.left_since
            return Held(row, stay.stay_id, Doubt.LEFT) if is_doubtful else None
        if row.spell_number and stay.spell_number and row.spell_number != stay.spell_number:
            return Held(row, stay.stay_id, Doubt.OTHER_SPELL)
        return None

    def _ward(self, row: Row, stay: KnownStay) -> bool:
        if row.ward in (stay.ward, stay.declined_ward):
            return False
        if stay.ward_source is Source.TYPED and stay.listed_ward in (None, row.ward):
            self.differences.append(Difference(stay.stay_id, row.number, Field.WARD, stay.ward, row.ward))
            return False
        move = Transfer(stay.stay_id, row.number, stay.ward, row.ward, row.bed, self.listed_at)
        self.transfers.append(move)
        return True

    def _fields(self, row: Row, stay: KnownStay, *, has_moved: bool) -> None:
        listed = listed_values(row)
        for name in _COMPARED:
            theirs, kept = listed[name], stay.kept.get(name)
            if theirs is None or (name is Field.BED and has_moved) or (name is Field.EDD and stay.is_ready):
                continue
            if kept is None:
                self.updates.append(Update(stay.stay_id, row.number, name, None, theirs))
            elif is_same_value(name, theirs, kept.value) or theirs == kept.declined:
                continue
            elif kept.source is Source.TYPED:
                self.differences.append(Difference(stay.stay_id, row.number, name, kept.value, theirs))
            else:
                self.updates.append(Update(stay.stay_id, row.number, name, kept.value, theirs))


def is_same_value(name: Field, theirs: Value, ours: Value) -> bool:
    """Names and beds are the same in any case: record systems shout them."""
    if isinstance(theirs, str) and isinstance(ours, str) and name in (Field.SURNAME, Field.GIVEN_NAME, Field.BED):
        return theirs.casefold() == ours.casefold()
    return theirs == ours


def _is_same_stay(row: Row, stay: KnownStay) -> bool:
    """Whether a row still shows the stay that we know to be over, and not a new admission."""
    if row.spell_number and stay.spell_number:
        return row.spell_number == stay.spell_number
    return row.admitted_on == stay.admitted_on or (stay.left_on is not None and row.admitted_on < stay.left_on)
