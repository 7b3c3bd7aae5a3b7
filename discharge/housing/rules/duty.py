"""The duty to refer somebody who may be homeless (rules 31 to 34). Source: docs/sources.md#duty-to-refer"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from discharge.blockers.rules.clocks import Clock, Due
from discharge.core.errors import RuleBroken
from discharge.housing.rules.case import LONGEST_LINE
from discharge.housing.rules.codes import (
    CONSENT_STATES,
    DUTY_OUTCOMES,
    DUTY_REASONS,
    DUTY_ROUTES,
    HOME_RISKS,
)
from discharge.places.rules.calendar import Holidays, add_working_days
from discharge.stays.rules.free_text import Named, check_free_text
from discharge.stays.rules.length import age_on
from discharge.stays.rules.shown import shown_day

ADULT_FROM: Final = 18
HOMELESS_WITHIN_DAYS: Final = 56
NOT_ASKED: Final = "not_asked"
STOPPED: Final = "stopped"  # the outcome of a referral that nobody at the council works on
BEST_INTERESTS: Final = frozenset({"best_interests", "best_interests_not"})
LONGEST_REACH: Final = 200
NO_APPLICATION: Final = (
    "A referral is not a homelessness application. The council still has to hear from the person, and the person may "
    "apply to any council themselves."
)


def is_child(birth_date: date, today: date) -> bool:
    """Under 18 on this day: for children's services, not for the duty to refer. Not on the eighteenth birthday."""
    return age_on(today, birth_date) < ADULT_FROM


def why_check(*, is_at_risk: bool | None, edd: date | None, checked_on: date | None, today: date) -> str:
    """Why the check for homelessness is due, in words; "" where it is not, or was made.

    Due at admission when home is at risk, and for anybody whose EDD is within 56 days or has passed.
    """
    if checked_on is not None:
        return ""
    if is_at_risk:
        return "The person said that they are homeless or may soon be."
    if edd is not None and (edd - today).days <= HOMELESS_WITHIN_DAYS:
        return f"EDD is {shown_day(edd)}, within {HOMELESS_WITHIN_DAYS} days, and nobody has asked about their home."
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How long a council has had a referral. state: "", "soon" (chase) or "late" (has risen)."""

    state: str
    words: str


def answer_due(received_on: date, *, chase_days: int, rise_days: int, holidays: Holidays) -> Due:
    """Due soon is the day to chase. In time up to the last of the `rise_days`; the day after it is late, and rises.

    Unit: working days, counted from the day after receipt.
    """
    chase, rise = (add_working_days(received_on, days, holidays) for days in (chase_days, rise_days))
    return Due(rise.day, chase.day, chase.is_sure and rise.is_sure)


def waiting(received_on: date, *, is_receipt_known: bool, due: Due | None, clock: Clock) -> Waiting:
    """clock: as the worklist shows it. due None: nobody agreed on a time."""
    words = f"{'received' if is_receipt_known else 'sent'} {shown_day(received_on)}"
    if clock in (Clock.PAUSED, Clock.ANSWERED):
        words += f", {clock.words.lower()}"
    elif due is not None:
        chase, rise = shown_day(due.soon_on), shown_day(due.on)
        said = {
            Clock.SOON: f"chase now, it rises after {rise}",
            Clock.LATE: f"no answer by {rise}: raise it with a manager of the council",
        }
        words += f", {said.get(clock, f'chase on {chase}')}"
        words += "" if due.is_sure else " (not sure: bank holidays are not known that far)"
    return Waiting(state=clock.value if clock in (Clock.SOON, Clock.LATE) else "", words=words)


def check_risks(risks: Collection[str]) -> None:
    """Raises RuleBroken for a question that is not on the list."""
    if any(risk not in HOME_RISKS for risk in risks):
        raise RuleBroken("risks", "Select what the person said, or that none of these is so")


def check_consent(state: str, on: date | None, decided_by: str, *, subject: str, today: date) -> None:
    """One of the two consents. subject: the prefix of its fields. Raises RuleBroken at the field to put right."""
    if state not in CONSENT_STATES:
        raise RuleBroken(f"{subject}_state", "Select what the person said")
    if state == NOT_ASKED:
        return
    if on is None:
        raise RuleBroken(f"{subject}_on", "Enter the date on which this was said or decided")
    if on > today:
        raise RuleBroken(f"{subject}_on", "The date must be today or in the past")
    if state in BEST_INTERESTS and not decided_by:
        raise RuleBroken(f"{subject}_by", "Enter who decided in the person's best interests")
    if len(decided_by) > LONGEST_LINE:
        raise RuleBroken(f"{subject}_by", f"The name must be {LONGEST_LINE} letters or fewer")


def check_may_refer(consents: Mapping[str, str], *, birth_date: date, today: date) -> None:
    """consents: "refer" and "contact" to their states. Raises RuleBroken with what has to come first."""
    if is_child(birth_date, today):
        raise RuleBroken("", "This person is under 18: refer them to children's services instead")
    words = {"refer": "to be referred", "contact": "that the council is told how to reach them"}
    for subject, what in words.items():
        state = consents.get(subject, NOT_ASKED)
        if state == NOT_ASKED:
            raise RuleBroken("", f"Ask the person first whether they agree {what}, and record it under Consent")
        if not CONSENT_STATES[state].allows:
            said = CONSENT_STATES[state].description.lower()
            raise RuleBroken("", f"The referral cannot be sent: consent {what} is recorded as “{said}”")


def check_referral(
    *, reason: str, reach: str, route: str, reference: str, sent_on: date, agreed_on: date, today: date
) -> None:  # fmt: skip
    """Raises RuleBroken. reach: how and when the person can be reached on the ward, with a telephone number.

    agreed_on: the later day of the two consents, before which nothing may be sent.
    """
    if reason not in DUTY_REASONS:
        raise RuleBroken("reason", "Select the reason that was agreed with the person")
    if not reach:
        raise RuleBroken("reach", "Enter how and when the council can reach the person on the ward")
    if len(reach) > LONGEST_REACH:
        raise RuleBroken("reach", f"This must be {LONGEST_REACH} letters or fewer")
    if route not in DUTY_ROUTES:
        raise RuleBroken("route", "Select how the referral goes to the council")
    check_sent(sent_on, reference, today=today)
    if sent_on < agreed_on:
        raise RuleBroken("sent_on", f"Sent must be the same as or after consent, {shown_day(agreed_on)}")


def check_sent(sent_on: date, reference: str, *, today: date) -> None:
    """Raises RuleBroken for a day to come, or a reference that no line has room for."""
    if sent_on > today:
        raise RuleBroken("sent_on", "Sent must be today or in the past")
    if len(reference) > LONGEST_LINE:
        raise RuleBroken("reference", f"The reference must be {LONGEST_LINE} letters or fewer")


def check_received(received_on: date, *, sent_on: date, today: date) -> None:
    """Raises RuleBroken for a day to come, or one before it was sent."""
    if received_on < sent_on:
        raise RuleBroken("received_on", f"Received must be the same as or after sent, {shown_day(sent_on)}")
    if received_on > today:
        raise RuleBroken("received_on", "Received must be today or in the past")


def check_answered(outcome: str, answered_on: date, words: str, person: Named, *, sent_on: date, today: date) -> None:
    """Raises RuleBroken for no outcome, a day to come or before it was sent, or words that say who it is."""
    if outcome not in DUTY_OUTCOMES:
        raise RuleBroken("outcome", "Select what the council decided")
    if answered_on < sent_on:
        raise RuleBroken("answered_on", f"Answered must be the same as or after sent, {shown_day(sent_on)}")
    if answered_on > today:
        raise RuleBroken("answered_on", "Answered must be today or in the past")
    check_free_text(words, person, LONGEST_LINE, field="words")
