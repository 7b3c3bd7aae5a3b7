"""Lists of what somebody owes and of what is lost by waiting, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.blockers.queries.worklist import Item
from discharge.boards.pages.awaited import clock_state, clock_words
from discharge.boards.pages.stay.marks import reason_words
from discharge.boards.pages.words import days_ready, long_day, moment_words, named_day
from discharge.boards.queries.actions import AtStake, BeforeMonday, ContactOwed, HeldOffer, MyActions
from discharge.core.clock import local_date
from discharge.core.words import counted
from discharge.stays.rules.names import NameLevel, shown_name


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One thing about one person. named: "" for nobody, None: goes without saying. why: it is on the list."""

    href: str
    name: str
    number: str
    place: str
    what: str
    what_href: str
    whom: str
    named: str | None
    clock: str
    state: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """intro: what is on it, a sentence each. links: to other lists, as (words, address). empty: with nothing on it."""

    title: str
    intro: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    stats: tuple[tuple[int, str, bool], ...]
    why_head: str
    rows: Sequence[ListRow]
    empty: str

    @classmethod
    def of_mine(cls, seen: MyActions) -> Self:
        today = local_date(seen.now)
        rows = [_row(item, seen, why=item.next_step or "No next step") for item in seen.items]
        rows += [_contact_row(contact, seen) for contact in seen.contacts]
        rows.sort(key=lambda row: row.state != "late")  # the order among the late and among the others stays
        late = sum(row.state == "late" for row in rows)
        return cls(
            title="My actions",
            intro=(f"What you are named for on {named_day(today)}, late first.",),
            links=(("What is lost until the next working day", url_for("boards.friday")),),
            stats=((len(rows), "named for", False), (late, "late", late > 0)),
            why_head="Next step",
            rows=rows,
            empty="You are not named for anything",
        )

    @classmethod
    def before(cls, seen: BeforeMonday) -> Self:
        until = named_day(seen.until.day)
        people = {row.item.person_id for row in seen.rows} | {offer.person_id for offer in seen.offers}
        sure = () if seen.until.is_sure else ("Bank holidays are not known so far ahead: look at a calendar too.",)
        rows = [_offer_row(offer, seen) for offer in seen.offers]
        rows += [_row(row.item, seen, why=_why(row, seen)) for row in seen.rows]
        return cls(
            title=f"Before {long_day(seen.until.day)}",
            intro=(f"What costs somebody days unless it is done today: {until} is the next working day.", *sure),
            links=(("My actions", url_for("boards.my_actions")),),
            stats=((len(rows), "to do today", False), (len(people), "person" if len(people) == 1 else "people", False)),
            why_head="Why today",
            rows=rows,
            empty=f"Nothing is lost by waiting until {until}",
        )


def _row(item: Item, seen: MyActions | BeforeMonday, *, why: str) -> ListRow:
    today = seen.today if isinstance(seen, BeforeMonday) else local_date(seen.now)
    return ListRow(
        href=url_for("boards.stay", stay_id=item.stay_id),
        name=shown_name(NameLevel.FULL, family=item.surname, given=item.given_name, bed=item.bed),
        number=item.local_number,
        place=f"{item.ward_name}, bed {item.bed}" if item.bed else item.ward_name,
        what=reason_words(item.reason),
        what_href=url_for("blockers.show", blocker_id=item.blocker_id),
        whom=item.owner_name or item.owner.kind.words,
        named=item.named_person,
        clock=clock_words(item.clock, item.due_on, item.raised_on, today),
        state=clock_state(item.clock),
        why=why,
    )


def _contact_row(contact: ContactOwed, seen: MyActions) -> ListRow:
    is_late = contact.due_at < seen.now
    due = moment_words(contact.due_at, local_date(seen.now))
    return ListRow(
        href=url_for("boards.stay", stay_id=contact.stay_id),
        name=shown_name(NameLevel.FULL, family=contact.surname, given=contact.given_name, bed=""),
        number=contact.local_number,
        place=f"left {contact.ward_name}",
        what="Follow-up",
        what_href=url_for("stays.follow_up", follow_up_id=contact.follow_up_id),
        whom="After discharge",
        named=None,
        clock=f"since {due}" if is_late else f"by {due}",
        state="late" if is_late else "",
        why="Make contact and record it",
    )


def _offer_row(offer: HeldOffer, seen: BeforeMonday) -> ListRow:
    held = "today" if offer.held_until == seen.today else named_day(offer.held_until)
    return ListRow(
        href=url_for("boards.stay", stay_id=offer.stay_id),
        name=shown_name(NameLevel.FULL, family=offer.surname, given=offer.given_name, bed=offer.bed),
        number=offer.local_number,
        place=f"{offer.ward_name}, bed {offer.bed}" if offer.bed else offer.ward_name,
        what="Answer to an offer",
        what_href=url_for("housing.case", stay_id=offer.stay_id),
        whom=offer.provider,
        named=None,
        clock=held,
        state="soon",
        why=f"The place is held until {held}, and the offer is not answered",
    )


def _why(row: AtStake, seen: BeforeMonday) -> str:
    """`Is to leave Sat 28 Nov and this is still owed`, `Clinically ready for 12 days; each day it waits is lost`."""
    if row.planned_on is not None:
        day = "today" if row.planned_on == seen.today else f"on {named_day(row.planned_on)}"
        return f"Is to leave {day}, and this is still owed"
    nights = (seen.until.day - seen.today).days
    days = days_ready(row.item.ready_on, seen.today) if row.item.ready_on else "0 days"
    return f"Clinically ready for {days}; not done today, {counted(nights, 'more day')} at least"
