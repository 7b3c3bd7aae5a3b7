"""The after-discharge list, and days lost while a decision was awaited."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.days.rules.codes import RED_REASONS
from discharge.funding.queries.after import AfterCase, AfterList
from discharge.funding.queries.waits import TrustWaits, Waits
from discharge.funding.rules.codes import STATUSES
from discharge.funding.rules.reviews import review_state
from discharge.places.queries.numbers import Origin
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.shown import shown_day

# The list of red days has a reason for each body; a funding case waits for both together.
JOINT: Mapping[str, tuple[str, str]] = {
    "EXT-01": ("Section 117 funding panel or split decision waiting", "ICB and council")
}
SPANS: Mapping[int, str] = {28: "28 days", 91: "13 weeks", 364: "52 weeks"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterRow:
    """review, state: words and look of the clock, "" without a date. died: when, "" otherwise."""

    name: str
    number: str
    href: str
    ward: str
    left: str
    kind: str
    stands: str
    bodies: str
    review: str
    state: str
    died: str

    @classmethod
    def of(cls, row: AfterCase, after: AfterList) -> Self:
        case, person = row.case, row.stay.person
        split = f", {case.split.words}" if case.split else ""
        return cls(
            name=shown_name(NameLevel.FULL, family=person.surname, given=person.given_name, bed=None),
            number=person.local_number,
            href=url_for("funding.case", stay_id=row.stay.id, kind=case.kind),
            ward=row.stay.ward.name,
            left=shown_day(row.stay.left_on),
            kind=case.kind.short,
            stands=f"{STATUSES[case.state].description}{split}",
            bodies=" and ".join(name for name in (row.icb, row.council) if name) or "Not recorded",
            review=shown_day(case.review_due_on),
            state=review_state(case.review_due_on, today=after.today),
            died=shown_day(person.died_on),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterPage:
    """late: how many reviews are late."""

    rows: tuple[AfterRow, ...]
    late: int

    @classmethod
    def of(cls, after: AfterList) -> Self:
        rows = tuple(AfterRow.of(row, after) for row in after.cases)
        return cls(rows=rows, late=sum(row.state == "late" for row in rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseRow:
    """money: "" where the trust has not decided what a bed day costs."""

    cause: str
    owner: str
    days: str
    money: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustLost:
    trust: str
    rows: tuple[CauseRow, ...]
    together: CauseRow
    cost: str

    @classmethod
    def of(cls, found: TrustWaits) -> Self:
        each = found.cost.value
        ordered = sorted(found.lost.by_reason.items(), key=lambda item: (-item[1], item[0]))
        if not each:
            cost = (
                "No cost of a bed day is set, so no money is shown. An administrator sets it among the local numbers."
            )
        else:
            since = f", since {shown_day(found.cost.from_on)}" if found.cost.from_on else ""
            whose = "" if found.cost.origin is Origin.DEFAULT else f"{since}. Source: {found.cost.source}"
            cost = f"An estimate: £{each:,} a bed day{whose}."
        return cls(
            trust=found.trust,
            rows=tuple(_cause(reason, days, each) for reason, days in ordered),
            together=CauseRow(
                cause="Together, a day with two causes once",
                owner="",
                days=f"{found.lost.together:,}",
                money=_money(found.lost.together, each),
            ),
            cost=cost,
        )


def _cause(reason: str, days: int, each: int) -> CauseRow:
    known = RED_REASONS[reason]
    cause, owner = JOINT.get(reason, (known.description, known.owner.words))
    return CauseRow(cause=cause, owner=owner, days=f"{days:,}", money=_money(days, each))


def _money(days: int, each: int) -> str:
    return f"£{days * each:,}" if each else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    text: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitsPage:
    period: str
    spans: tuple[Span, ...]
    trusts: tuple[TrustLost, ...]

    @classmethod
    def of(cls, found: Waits) -> Self:
        days = (found.until - found.first).days
        return cls(
            period=f"Nights from {shown_day(found.first)} until {shown_day(found.until)}",
            spans=tuple(
                Span(text=words, href=url_for("funding.waits", days=number), is_current=number == days)
                for number, words in SPANS.items()
            ),
            trusts=tuple(TrustLost.of(each) for each in found.by_trust if each.lost.together),
        )
