"""The words of placements and of people from other areas."""

from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from flask import url_for

from discharge.core.forms import Form
from discharge.core.words import counted
from discharge.places.models import Organisation
from discharge.stays.models import Person, Placement
from discharge.stays.pages.comings import Fact, facts_of
from discharge.stays.pages.plan import FormPage, Who
from discharge.stays.queries.elsewhere import ToPlace, WholePlacement
from discharge.stays.queries.finding import Known
from discharge.stays.rules.codes import OUT_OF_AREA_REASONS, PLACEMENT_ENDS
from discharge.stays.rules.elsewhere import is_inappropriate, review_clock
from discharge.stays.rules.length import length_of_stay
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.shown import shown_day


def full_name(person: Person) -> str:
    return shown_name(NameLevel.FULL, family=person.surname, given=person.given_name, bed=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonToPlace:
    """Somebody a number found. onward_href: "" when they cannot be placed."""

    name: str
    facts: tuple[Fact, ...]
    warnings: tuple[str, ...]
    onward_href: str

    @classmethod
    def of(cls, known: Known, organisation_id: UUID, today: date) -> Self:
        person, stay = known.person, known.open_stay
        warnings = [
            f"Number {other.local_number} has the same name and date of birth: check that this is the right record"
            for other in known.namesakes
        ]
        if person.died_on:
            warnings.append(f"Recorded as having died on {shown_day(person.died_on)}")
        if stay is not None:
            where = f"On {stay.ward.name} ward" if known.is_stay_seen else "On a ward of this trust"
            warnings.append(f"{where}: discharge them from there first")
        onward = url_for("stays.place_person", organisation_id=organisation_id, person_id=person.id)
        return cls(
            name=full_name(person),
            facts=facts_of(person, today),
            warnings=tuple(warnings),
            onward_href=onward if stay is None and person.died_on is None else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FindToPlacePage:
    form: Form
    trust: str
    found: tuple[PersonToPlace, ...]
    new_href: str

    @classmethod
    def of(cls, form: Form, trust: Organisation, seen: ToPlace | None, today: date) -> Self:
        return cls(
            form=form,
            trust=trust.name,
            found=tuple(PersonToPlace.of(known, trust.id, today) for known in seen.found) if seen else (),
            new_href=url_for("stays.place_new", organisation_id=trust.id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePage:
    """person: whom a number found, None for somebody new. nobody_has: the number that found nobody, or ""."""

    form: Form
    trust: str
    back: str
    action: str
    review_hint: str
    person: PersonToPlace | None = None
    nobody_has: str = ""

    @property
    def asks_double(self) -> bool:
        field = self.form["is_somebody_else"]
        return bool(field.errors or field.data)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    on: str
    words: str
    next_on: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementPage:
    """state: "" while it goes on. clock: of the review, "late", "soon" or "". The links are "" where it has ended."""

    name: str
    caption: str
    state: str
    facts: tuple[Fact, ...]
    is_inappropriate: bool
    review: str
    clock: str
    reviews: tuple[ReviewLine, ...]
    back: str
    review_href: str
    change_href: str
    end_href: str
    cancel_href: str

    @classmethod
    def of(cls, whole: WholePlacement, today: date) -> Self:
        placement = whole.placement
        key, is_open = placement.id, placement.is_open
        return cls(
            name=full_name(placement.person),
            caption=f"Placed elsewhere by {whole.trust}",
            state=_state(placement),
            facts=_facts(placement, today),
            is_inappropriate=is_inappropriate(placement.reason),
            review=shown_day(placement.next_review_on) if is_open else "",
            clock=review_clock(placement.next_review_on, today) if is_open else "",
            reviews=tuple(
                ReviewLine(
                    on=shown_day(review.reviewed_on),
                    words=review.words,
                    next_on=shown_day(review.next_on),
                    by=review.by,
                )
                for review in whole.reviews
            ),
            back=url_for("boards.placed_elsewhere"),
            review_href=url_for("stays.placement_review", placement_id=key) if is_open else "",
            change_href=url_for("stays.placement_change", placement_id=key) if is_open else "",
            end_href=url_for("stays.placement_end", placement_id=key) if is_open else "",
            cancel_href=url_for("stays.placement_cancel", placement_id=key) if placement.cancelled_at is None else "",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementFormPage(FormPage):
    """hint: one line about the day of the next review, or ""."""

    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromElsewherePage(FormPage):
    """why: what makes it seem so, in words."""

    why: tuple[str, ...]


def who_is_placed(placement: Placement) -> Who:
    back = url_for("stays.placement", placement_id=placement.id)
    return Who(name=full_name(placement.person), bed=place_words(placement), back=back)


def place_words(placement: Placement) -> str:
    return ", ".join(words for words in (placement.provider, placement.unit) if words)


def _state(placement: Placement) -> str:
    if placement.cancelled_at is not None:
        return f"Cancelled, it counts nowhere: {placement.cancelled_because}"
    if placement.ended_on is None:
        return ""
    end = PLACEMENT_ENDS.get(placement.ended_because)
    return f"Ended on {shown_day(placement.ended_on)}: {end.description if end else placement.ended_because}"


def _facts(placement: Placement, today: date) -> tuple[Fact, ...]:
    days = length_of_stay(placement.started_on, placement.ended_on or today)
    lines = (
        ("Local number", placement.person.local_number),
        ("Provider", placement.provider),
        ("Hospital and ward", placement.unit or "Not recorded"),
        ("Why", OUT_OF_AREA_REASONS[placement.reason].description),
        ("Distance from home", "Not recorded" if placement.miles is None else f"{placement.miles} miles"),
        ("There since", f"{shown_day(placement.started_on)}, {counted(days, 'day')}"),
        ("To be back by", shown_day(placement.return_target_on) or "No day set"),
    )
    return tuple(Fact(label=label, words=words) for label, words in lines)
