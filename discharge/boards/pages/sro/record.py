"""Pages of opening the person behind a reference."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID

from flask import url_for

from discharge.boards.forms.sro import OpenRecordForm
from discharge.boards.pages.words import clock, long_day
from discharge.core.clock import local_date
from discharge.core.words import counted
from discharge.stays.queries.opening import Opened
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.opening import OPEN_FOR
from discharge.stays.rules.reference import reference_of_stay


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRecordPage:
    form: OpenRecordForm
    reference: str
    minutes: int
    back: str

    @classmethod
    def of(cls, form: OpenRecordForm, stay_id: UUID) -> Self:
        return cls(
            form=form,
            reference=reference_of_stay(stay_id),
            minutes=int(OPEN_FOR.total_seconds() // 60),
            back=url_for("boards.sro"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPage:
    name: str
    reference: str
    closes: str
    reason: str
    facts: tuple[tuple[str, str], ...]
    back: str

    @classmethod
    def of(cls, seen: Opened, *, now: datetime) -> Self:
        stay, person, today = seen.stay, seen.stay.person, local_date(now)
        facts = (
            ("Hospital number", person.local_number),
            ("NHS number", person.nhs_number or "Not known"),
            ("Born", long_day(person.birth_date).partition(" ")[2]),
            ("Ward", f"{stay.ward.name}, bed {stay.bed}" if stay.bed else stay.ward.name),
            ("Here since", f"{long_day(stay.admitted_on)}, {counted((today - stay.admitted_on).days, 'day')}"),
            ("Clinically ready", f"Since {long_day(seen.ready_on)}" if seen.ready_on else "Not clinically ready"),
            ("EDD", long_day(seen.edd) if seen.edd else "None yet"),
            ("Consultant", stay.consultant or "Not written down"),
            ("Key worker", stay.key_worker or "Not written down"),
            ("Community team", stay.community_team or "Not written down"),
        )
        return cls(
            name=shown_name(NameLevel.FULL, family=person.surname, given=person.given_name, bed=stay.bed),
            reference=reference_of_stay(stay.id),
            closes=clock(seen.opening.until_at),
            reason=seen.opening.reason,
            facts=facts,
            back=url_for("boards.sro"),
        )
