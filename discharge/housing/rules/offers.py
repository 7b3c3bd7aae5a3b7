"""Offers of a home: who may refuse, which dates agree, and when a move needs a second thought."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from discharge.core.errors import RuleBroken
from discharge.housing.rules.case import LONGEST_LINE
from discharge.housing.rules.codes import ROUTES
from discharge.places.rules.calendar import Holidays, is_working_day
from discharge.stays.rules.codes import ACCOMMODATION_STATUSES
from discharge.stays.rules.edd import FARTHEST
from discharge.stays.rules.free_text import Named, check_free_text
from discharge.stays.rules.shown import shown_day

HOMELESS: Final = "homeless"  # a group of the list of accommodation
NOWHERE: Final = "nowhere"


class OfferState(StrEnum):
    MADE = "made"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Refuser(StrEnum):
    """Whose answer a refusal was."""

    PERSON = "person"
    PROVIDER = "provider"
    COUNCIL = "council"
    TEAM = "team"


OFFER_STATES: Final = {
    OfferState.MADE: "Offered",
    OfferState.ACCEPTED: "Accepted",
    OfferState.REFUSED: "Refused",
    OfferState.WITHDRAWN: "Withdrawn",
}
REFUSERS: Final = {
    Refuser.PERSON.value: "The person",
    Refuser.PROVIDER.value: "The provider",
    Refuser.COUNCIL.value: "The council",
    Refuser.TEAM.value: "The team here",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDates:
    """The dates of one offer, in the order in which they usually come. An assessment may come before the offer."""

    made_on: date
    assessed_on: date | None = None
    viewing_on: date | None = None
    answered_on: date | None = None
    signed_on: date | None = None
    move_on: date | None = None


def check_new(
    *, route: str, provider: str, place: str, made_on: date, typed: Mapping[str, str], person: Named, today: date
) -> None:  # fmt: skip
    """provider: its name, or words for one that is not in the system. Raises RuleBroken at the field.

    typed: fields that this person wrote, which must not say who somebody is; names from a list may, by chance.
    """
    if route not in ROUTES:
        raise RuleBroken("route", "Select the kind of home that is offered")
    if not provider:
        raise RuleBroken("provider_words", "Select who offers it, or enter the name of a provider that is not listed")
    if not place:
        raise RuleBroken("place", "Enter which place it is, for example Flat 2, Elm Court")
    if made_on > today:
        raise RuleBroken("made_on", "Offered must be today or in the past")
    for field, words in typed.items():
        check_free_text(words, person, LONGEST_LINE, field=field)


def check_dates(dates: OfferDates, *, is_accepted: bool, today: date) -> None:
    """Raises RuleBroken at the first date that does not agree with the others, naming the one it is compared with."""
    if dates.assessed_on is not None and dates.assessed_on > today:
        raise RuleBroken("assessed_on", "Assessed must be today or in the past")
    if dates.signed_on is not None and dates.signed_on > today:
        raise RuleBroken("signed_on", "Signed must be today or in the past")
    if (dates.signed_on or dates.move_on) and not is_accepted:
        field = "signed_on" if dates.signed_on else "move_on"
        raise RuleBroken(field, "Accept the offer first, then enter the signature and the date to move")
    after = (
        ("viewing_on", "Viewing", dates.viewing_on, "the offer", dates.made_on),
        ("signed_on", "Signed", dates.signed_on, "the offer", dates.made_on),
        ("signed_on", "Signed", dates.signed_on, "the answer", dates.answered_on),
        ("move_on", "The move", dates.move_on, "the offer", dates.made_on),
        ("move_on", "The move", dates.move_on, "the answer", dates.answered_on),
        ("move_on", "The move", dates.move_on, "the signature", dates.signed_on),
    )
    for field, what, day, other, earliest in after:
        if day is not None and earliest is not None and day < earliest:
            raise RuleBroken(field, f"{what} must be the same as or after {other}, {shown_day(earliest)}")
        if day is not None and day > today + FARTHEST:
            raise RuleBroken(field, f"{what} must be within two years from today")


def check_answer(
    answer: str, answered_on: date, refused_by: str, because: str, person: Named, *, dates: OfferDates, today: date
) -> None:  # fmt: skip
    """Raises RuleBroken. A refusal says whose it was and why, so that the next offer is a better one.

    dates: those of the offer as they stand; the day of an acceptance may be put right after it was signed.
    """
    if answer not in (OfferState.ACCEPTED, OfferState.REFUSED, OfferState.WITHDRAWN):
        raise RuleBroken("answer", "Select what became of the offer")
    if answered_on < dates.made_on:
        raise RuleBroken("answered_on", f"Answered must be the same as or after the offer, {shown_day(dates.made_on)}")
    if answered_on > today:
        raise RuleBroken("answered_on", "Answered must be today or in the past")
    for what, day in (("the signature", dates.signed_on), ("the move", dates.move_on)):
        if answer == OfferState.ACCEPTED and day is not None and answered_on > day:
            raise RuleBroken("answered_on", f"Answered must be the same as or before {what}, {shown_day(day)}")
    if answer == OfferState.REFUSED and refused_by not in REFUSERS:
        raise RuleBroken("refused_by", "Select whose refusal it was")
    if answer != OfferState.ACCEPTED and not because:
        raise RuleBroken("because", "Enter why, for example Too far from family")
    check_free_text(because, person, LONGEST_LINE, field="because")


def state_words(state: OfferState, *, is_paused: bool) -> str:
    """What an offer is now. is_paused: of the person; only what is not over can be paused."""
    return "Paused" if is_paused and state in (OfferState.MADE, OfferState.ACCEPTED) else OFFER_STATES[state]


def is_homeless(*, lived_in: str, risks: Collection[str], tenancy_holder: str) -> bool:
    """Whether the person had no home to go back to, by what was recorded."""
    kind = ACCOMMODATION_STATUSES.get(lived_in)
    return NOWHERE in risks or tenancy_holder == "nobody" or (kind is not None and kind.category == HOMELESS)


def why_not_then(move_on: date, *, homeless: bool, holidays: Holidays) -> str:
    """Why somebody who is homeless should not move on this day, in words; "" where nothing speaks against it.

    A place that falls through on a Friday or on the eve of a holiday is found again only days later.
    Source: docs/sources.md#moving-days
    """
    after = move_on + timedelta(days=1)
    is_day_off = not is_working_day(move_on, holidays)
    if not homeless or (is_working_day(after, holidays) and not is_day_off):
        return ""
    day = shown_day(move_on)
    if is_day_off:
        return f"{day} is no working day: nobody can help if the place falls through."
    what = "a Friday" if move_on.weekday() == 4 else "the day before a bank holiday"
    return f"{day} is {what}: if the place falls through, nobody can help until the next working day."
