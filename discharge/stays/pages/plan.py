"""Pages of the forms about the plan for leaving."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

from discharge.core.clock import local_date, local_time
from discharge.core.errors import Superseded
from discharge.core.forms import Form
from discharge.core.words import counted
from discharge.stays.models import KeyDate, Stay
from discharge.stays.queries.progress import Ledger, Ready
from discharge.stays.rules.codes import ATTRIBUTABLE_TO, EDD_REASONS, KEY_DATE_KINDS, READY_REASONS
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.ready import days_shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What two people wrote at once."""

    before: Mapping[str, str]
    theirs: Mapping[str, str]
    yours: Mapping[str, str]

    @classmethod
    def of(cls, superseded: Superseded) -> Self:
        return cls(before=superseded.before, theirs=superseded.theirs, yours=superseded.yours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom a form is about, and the way back to their page."""

    name: str
    bed: str
    back: str

    @classmethod
    def of(cls, stay: Stay, back: str) -> Self:
        person = stay.person
        name = shown_name(NameLevel.FULL, family=person.surname, given=person.given_name, bed=stay.bed)
        return cls(name=name, bed=f"Bed {stay.bed}" if stay.bed else "No bed yet", back=back)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """conflict: set when somebody else saved first; the form then keeps what this person typed."""

    form: Form
    who: Who
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EddVersion:
    on: str
    why: str
    words: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EddPage(FormPage):
    """is_frozen: while clinically ready. planned_href: where the planned discharge date is set instead.

    awaited_href: where a wait is recorded instead of moving the date.
    """

    current: str
    drift: str
    versions: tuple[EddVersion, ...]
    is_first: bool
    is_frozen: bool
    planned_href: str
    awaited_href: str

    @classmethod
    def of(
        cls,
        who: Who,
        form: Form,
        ledger: Ledger,
        *,
        is_frozen: bool,
        planned_href: str,
        awaited_href: str,
        conflict: Conflict | None = None,
    ) -> Self:
        return cls(
            form=form,
            who=who,
            conflict=conflict,
            current=day_words(ledger.current),
            drift=drift_words(ledger),
            versions=tuple(
                EddVersion(
                    on=day_words(version.expected_on),
                    why=EDD_REASONS[version.reason_kind].description,
                    words=version.words,
                    by=f"{version.set_by}, {moment_words(version.set_at)}",
                )
                for version in reversed(ledger.versions)
            ),
            is_first=not ledger.versions,
            is_frozen=is_frozen,
            planned_href=planned_href,
            awaited_href=awaited_href,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyPage(FormPage):
    """since: how long, for a person who is ready now; "" otherwise. reasons: each dated reason, the latest first."""

    since: str = ""
    reasons: tuple[str, ...] = ()

    @classmethod
    def about(cls, who: Who, form: Form, ready: Ready, now: datetime, conflict: Conflict | None = None) -> Self:
        return cls(
            form=form,
            who=who,
            conflict=conflict,
            since=ready_words(ready, local_date(now)),
            reasons=tuple(
                f"From {day_words(reason.from_on)}: {READY_REASONS[reason.reason].description} "
                f"({ATTRIBUTABLE_TO[reason.attributable_to].description})"
                for reason in reversed(ready.reasons)
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDateRow:
    what: str
    on: str
    words: str
    state: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDatesPage(FormPage):
    rows: tuple[KeyDateRow, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyDatePage(FormPage):
    what: str


def key_date_words(key: KeyDate) -> str:
    return f"{KEY_DATE_KINDS[key.kind].description}, {day_words(key.on)}"


def ready_words(ready: Ready, today: date) -> str:
    """`since 3 June 2026, 8 days`."""
    days = days_shown(ready.dates, today)
    return f"since {day_words(ready.period.started_on)}, {counted(days, 'day')}"


def drift_words(ledger: Ledger) -> str:
    """`moved 4 times, 38 days later than first set`; "" for a date that never moved."""
    drift = ledger.drift
    if not drift.moves:
        return ""
    times = "once" if drift.moves == 1 else f"{drift.moves} times"
    days = abs(drift.days)
    if not days:
        return f"moved {times}, back at the first date"
    direction = "later" if drift.days > 0 else "earlier"
    return f"moved {times}, {counted(days, 'day')} {direction} than first set"


def day_words(day: date | None) -> str:
    """`14 March 2026`, "" for none."""
    return f"{day.day} {day:%B %Y}" if day else ""


def moment_words(moment: datetime) -> str:
    """`14 March 2026 at 09:05`, on an English clock."""
    local = local_time(moment)
    return f"{day_words(local.date())} at {local:%H:%M}"
