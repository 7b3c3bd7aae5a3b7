"""Pages of admitting, moving, being away, legal authority, leaving and follow-up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID

from flask import url_for

from discharge.core.clock import local_date
from discharge.core.forms import Form
from discharge.places.models import Ward
from discharge.stays.models import AbsencePeriod, LegalPeriod, Person
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.pages.plan import FormPage
from discharge.stays.queries import moves
from discharge.stays.queries.finding import Known, Search
from discharge.stays.queries.leaving import STATE_WORDS, OwedFollowUp
from discharge.stays.rules.codes import ABSENCE_KINDS, CONTACT_MECHANISMS, LEGAL_AUTHORITIES
from discharge.stays.rules.legal import is_expiry_passed
from discharge.stays.rules.length import age_on
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.numbers import show_nhs_number
from discharge.stays.rules.shown import shown_day, shown_moment, yes_or_no


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of a summary list."""

    label: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson:
    """Somebody a number found. warnings: what must be looked at first. admit_href: "" when they cannot be admitted."""

    name: str
    facts: tuple[Fact, ...]
    warnings: tuple[str, ...]
    stay_href: str
    admit_href: str
    is_placed: bool

    @classmethod
    def of(cls, known: Known, ward_id: UUID, today: date) -> Self:
        person, stay = known.person, known.open_stay
        warnings = [
            f"{_number_words(other)} has the same name and date of birth: check that this is the right record"
            for other in known.namesakes
        ]
        if person.died_on:
            warnings.append(f"Recorded as having died on {shown_day(person.died_on)}")
        if stay is not None and known.is_stay_seen:
            warnings.append(f"Already on {stay.ward.name} ward: transfer them from there instead")
        elif stay is not None:
            warnings.append("Already in this trust: ask their ward to transfer them")
        placed = known.placement
        if placed is not None:
            there = ", ".join(word for word in (placed.provider, placed.unit) if word)
            warnings.append(f"Placed elsewhere since {shown_day(placed.started_on)}: {there}")
        may_admit = stay is None and person.died_on is None
        return cls(
            name=shown_name(NameLevel.FULL, family=person.surname, given=person.given_name, bed=None),
            facts=facts_of(person, today),
            warnings=tuple(warnings),
            stay_href=url_for("boards.stay", stay_id=stay.id) if stay is not None and known.is_stay_seen else "",
            admit_href=url_for("stays.admit_person", ward_id=ward_id, person_id=person.id) if may_admit else "",
            is_placed=placed is not None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPage:
    """number: what was looked for, "" before. new_href: where somebody the trust has not met is admitted."""

    form: Form
    ward: str
    back: str
    number: str
    found: tuple[FoundPerson, ...]
    new_href: str

    @classmethod
    def of(cls, form: Form, ward: Ward, search: Search | None, now: datetime) -> Self:
        today = local_date(now)
        return cls(
            form=form,
            ward=ward.name,
            back=url_for("boards.ward", ward_id=ward.id),
            number=search.number if search else "",
            found=tuple(FoundPerson.of(known, ward.id, today) for known in search.found) if search else (),
            new_href=url_for("stays.admit_new", ward_id=ward.id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitPage:
    """person: whom a number found, None for somebody new. nobody_has: the number that found nobody, or "".

    asks_year, asks_double: whether to show the box that confirms an old date, or a second person of one name.
    """

    form: Form
    ward: str
    back: str
    action: str
    beds: str
    person: FoundPerson | None = None
    nobody_has: str = ""

    @property
    def asks_year(self) -> bool:
        field = self.form["is_long_ago_meant"]
        return bool(field.errors or field.data)

    @property
    def asks_double(self) -> bool:
        field = self.form["is_somebody_else"]
        return bool(field.errors or field.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePage(FormPage):
    """asks_consent: under a restricted section."""

    here: str
    beds: str
    asks_consent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRow:
    """letter, word: as the day strip shows this kind. is_leave: False for AWOL above all. late: words, or ""."""

    kind: str
    letter: str
    word: str
    words: str
    late: str
    note: str
    consent: str
    href: str

    @classmethod
    def of(cls, absence: AbsencePeriod, stay_id: UUID, now: datetime) -> Self:
        kind = ABSENCE_KINDS[absence.kind]
        until = f"until {shown_moment(absence.returned_at)}" if absence.returned_at else "not back yet"
        overdue = moves.is_return_overdue(absence, now)
        due = f"; due back {shown_moment(absence.due_back_at)}" if absence.due_back_at and not overdue else ""
        return cls(
            kind=kind.code,
            letter=kind.letter,
            word=kind.description,
            words=f"from {shown_moment(absence.from_at)}, {until}{due if not absence.returned_at else ''}",
            late=f"was due back {shown_moment(absence.due_back_at)}" if overdue else "",
            note=absence.note,
            consent=yes_or_no(absence.is_ministry_consent_recorded),
            href=url_for("stays.absence_correct", stay_id=stay_id, absence_id=absence.id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsencePage(FormPage):
    """away: where the person is now, None on the ward. earlier: other absences. change_href: away in another way."""

    away: AbsenceRow | None
    earlier: tuple[AbsenceRow, ...]
    asks_consent: bool
    change_href: str = ""
    cancel_href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityRow:
    """state: "In force", "Ended" or "Struck out". expiry: as typed, with the advice to check the papers."""

    short: str
    description: str
    dates: str
    state: str
    expiry: str
    is_expired: bool
    is_restricted: bool
    why: str
    end_href: str
    strike_href: str

    @classmethod
    def of(cls, period: LegalPeriod, stay_id: UUID, today: date) -> Self:
        entry = LEGAL_AUTHORITIES[period.code or period.kind]
        is_open, is_struck = period.ended_on is None, bool(period.struck_out_because)
        until = f" to {shown_day(period.ended_on)}" if period.ended_on else ""
        end = url_for("stays.legal_end", stay_id=stay_id, period_id=period.id)
        strike = url_for("stays.legal_strike_out", stay_id=stay_id, period_id=period.id)
        return cls(
            short=entry.short,
            description=entry.description,
            dates=f"{shown_day(period.started_on)}{until}" if until else f"from {shown_day(period.started_on)}",
            state="Struck out" if is_struck else "In force" if is_open else "Ended",
            expiry=shown_day(period.expires_on) if period.expires_on and is_open and not is_struck else "",
            is_expired=is_expiry_passed(period.expires_on, today),
            is_restricted=entry.is_restricted,
            why=period.struck_out_because,
            end_href=end if is_open and not is_struck else "",
            strike_href="" if is_struck else strike,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalPage(FormPage):
    rows: tuple[AuthorityRow, ...]

    @classmethod
    def rows_of(cls, periods: Sequence[LegalPeriod], stay_id: UUID, today: date) -> tuple[AuthorityRow, ...]:
        return tuple(AuthorityRow.of(period, stay_id, today) for period in periods)


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage(FormPage):
    """A form about one thing that is said in a sentence."""

    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavePage(FormPage):
    """usual, at_risk: hours within which somebody who left must be seen."""

    asks_consent: bool
    usual: int
    at_risk: int
    closes: tuple[str, ...]
    death_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpPage(FormPage):
    """due, clock: when, and "late", "soon" or "". is_owed: whether anything is to be done still."""

    facts: tuple[Fact, ...]
    due: str
    clock: str
    is_owed: bool
    arrange_href: str
    close_href: str

    @classmethod
    def facts_of(cls, owed: OwedFollowUp) -> tuple[Fact, ...]:
        follow_up = owed.follow_up
        how = CONTACT_MECHANISMS.get(follow_up.contact_mechanism)
        lines = (
            ("State", STATE_WORDS[follow_up.state]),
            ("Left", f"{shown_moment(owed.left_at)}, from {owed.stay.ward.name}"),
            ("Receiving team", follow_up.receiving_team or "Nobody named"),
            ("Who sees them", follow_up.owner or "Nobody named"),
            ("Booked for", shown_moment(follow_up.booked_at) or "Not booked yet"),
            ("Contacted", shown_moment(follow_up.done_at)),
            ("How", how.description if how else ""),
            ("Why", follow_up.closed_because),
        )
        return tuple(Fact(label=label, words=words) for label, words in lines if words)

    @classmethod
    def clock_of(cls, owed: OwedFollowUp, now: datetime) -> str:
        if owed.follow_up.state != FollowUpState.OWED:
            return ""
        hours_left = (owed.follow_up.due_at - now).total_seconds() / 3600
        return "late" if owed.is_late else "soon" if hours_left < SOON_HOURS else ""


SOON_HOURS = 24  # ours


def beds_words(beds: Sequence[str], *, ward: str = "") -> str:
    """What stands under the box for a bed. ward: named where another may be chosen, whose beds are not these."""
    if not beds:
        return "Leave empty if there is none yet"
    where = f" on {ward}" if ward else ""
    return f"Given now{where}: {', '.join(dict.fromkeys(beds))}. Leave empty if there is none yet"


def facts_of(person: Person, today: date) -> tuple[Fact, ...]:
    """By what somebody is told from others."""
    born = f"{shown_day(person.birth_date)}, aged {age_on(person.died_on or today, person.birth_date)}"
    nhs_number = show_nhs_number(person.nhs_number) if person.nhs_number else "Not known"
    return (
        Fact(label="Date of birth", words=born),
        Fact(label="Local number", words=person.local_number),
        Fact(label="NHS number", words=nhs_number),
    )


def _number_words(person: Person) -> str:
    return f"Number {person.local_number}"
