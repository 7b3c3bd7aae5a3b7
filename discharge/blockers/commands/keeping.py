"""What every command about blockers does the same way: rows, steps, and what is checked of owners, names and words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.audit.commands import record
from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.queries.owners import KINDS
from discharge.blockers.rules.clocks import Due
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import Source, State, StepKind
from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.core.db import connection_of, insert_rows
from discharge.core.errors import RuleBroken
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import ContactKind, Organisation, OutsideContact, Team
from discharge.stays.models import Person, Stay
from discharge.stays.rules.free_text import check_free_text

SHORT = 200  # a next step, an outcome, a name
LONG = 500  # a note, an answer, what was said on the telephone

LAST_NUMBER = select(func.max(BlockerStep.number)).where(BlockerStep.blocker_id == bindparam("of", type_=Uuid()))


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """A blocker about to be written. due None: no clock."""

    stay_id: UUID
    organisation_id: UUID
    person_id: UUID
    reason: str
    owner: Owner
    marked_owner: OwnerKind
    source: Source
    raised_on: date
    received_on: date | None
    due: Due | None
    next_step: str = ""
    named_person: str = ""
    named_person_id: UUID | None = None
    mark_on: date | None = None


@dataclass(frozen=True, slots=True)
class About:
    """A row that the record is kept about, where the row itself was not loaded."""

    id: UUID
    organisation_id: UUID
    person_id: UUID
    __tablename__ = Blocker.__tablename__


def owner_columns(owner: Owner) -> dict[str, Any]:
    return {
        "owner_kind": owner.kind,
        "owner_id": owner.organisation_id,
        "joint_owner_id": owner.joint_id,
        "team_id": owner.team_id,
        "contact_id": owner.contact_id,
        "owner_key": owner.key,
    }


def insert_blocker(session: Session, new: New, *, actor: Actor, now: datetime) -> UUID:
    """Write a blocker and its first step, past the ORM: a round does it between two keys."""
    key = uuid4()
    row = {
        "id": key,
        "organisation_id": new.organisation_id,
        "stay_id": new.stay_id,
        "person_id": new.person_id,
        "reason": new.reason,
        **owner_columns(new.owner),
        "marked_owner": new.marked_owner,
        "named_person": new.named_person,
        "named_person_id": new.named_person_id,
        "next_step": new.next_step,
        "received_on": new.received_on,
        "due_on": new.due.on if new.due else None,
        "soon_on": new.due.soon_on if new.due else None,
        "is_due_sure": new.due.is_sure if new.due else True,
        "source": new.source,
        "state": State.OPEN,
        "is_answered": False,
        "is_flagged": False,
        "raised_on": new.raised_on,
        "raised_at": now,
        "raised_by": actor.name,
        "raised_by_id": actor.user_id,
        "closed_on": None,
        "closed_at": None,
        "closed_by": None,
        "outcome": "",
        "version": 1,
    }
    insert_rows(session, Blocker, row)
    about = About(key, new.organisation_id, new.person_id)
    insert_step(
        session,
        about,
        1,
        StepKind.RAISED,
        new.owner,
        on=new.raised_on,
        words=new.next_step,
        due_on=row["due_on"],
        mark_on=new.mark_on,
        actor=actor,
        now=now,
    )
    record(
        session,
        "blocker.raised",
        about,
        actor=actor,
        now=now,
        reason=(None, new.reason),
        owner=(None, new.owner.key),
        named_person=(None, new.named_person),
        next_step=(None, new.next_step),
        due_on=(None, row["due_on"]),
        raised_on=(None, new.raised_on),
    )
    return key


def insert_step(
    session: Session,
    about: About | Blocker,
    number: int,
    kind: StepKind,
    owner: Owner,
    *,
    on: date,
    words: str = "",
    due_on: date | None = None,
    is_ours: bool = False,
    mark_on: date | None = None,
    wait: int | None = None,
    days: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """One step. wait: the number of the step with which the wait began that is contested or agreed."""
    step = {
        "id": uuid4(),
        "organisation_id": about.organisation_id,
        "blocker_id": about.id,
        "number": number,
        "kind": kind,
        **owner_columns(owner),
        "on": on,
        "at": now,
        "by": actor.name,
        "by_id": actor.user_id,
        "words": words,
        "due_on": due_on,
        "is_ours": is_ours,
        "mark_on": mark_on,
        "about": wait,
        "days": days,
    }
    insert_rows(session, BlockerStep, step)


def add_step(
    session: Session,
    blocker: Blocker,
    kind: StepKind,
    *,
    on: date | None = None,
    words: str = "",
    due_on: date | None = None,
    mark_on: date | None = None,
    wait: int | None = None,
    days: int | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """The next step of a blocker that is loaded, whose stay is locked. on: today when None."""
    session.flush()
    last: int = connection_of(session).execute(LAST_NUMBER, {"of": blocker.id}).scalar_one() or 0
    insert_step(
        session,
        blocker,
        last + 1,
        kind,
        blocker.owner,
        on=on or local_date(now),
        words=words,
        due_on=due_on,
        is_ours=blocker.is_answered,
        mark_on=mark_on,
        wait=wait,
        days=days,
        actor=actor,
        now=now,
    )


def note_change(
    session: Session, action: str, blocker: Blocker, *, actor: Actor, now: datetime, **changes: tuple[object, object]
) -> None:
    """The line of the record."""
    record(session, f"blocker.{action}", blocker, actor=actor, now=now, **changes)


def set_due(blocker: Blocker, due: Due | None) -> None:
    """None: an owner without a clock, which is never late."""
    blocker.due_on = due.on if due else None
    blocker.soon_on = due.soon_on if due else None
    blocker.is_due_sure = due.is_sure if due else True


def check_owner(session: Session, stay: Stay, owner: Owner) -> Owner:
    """As check_owner_in, for the trust of the stay."""
    return check_owner_in(session, stay.organisation_id, owner)


def check_owner_in(session: Session, trust_id: UUID, owner: Owner) -> Owner:
    """The owner with what follows from its kind. Raises RuleBroken for one that cannot be.

    The trust that owns something is the person's own. An office outside the system has no organisation and no team.
    """
    if owner.kind is OwnerKind.TRUST and owner.organisation_id is None:
        owner = Owner(owner.kind, trust_id, owner.joint_id, owner.team_id)
    if owner.contact_id is not None:
        _check_contact(session, trust_id, owner)
    elif owner.organisation_id is not None:
        found = session.get(Organisation, owner.organisation_id)
        if found is None or found.kind not in KINDS.get(owner.kind, ()):
            raise RuleBroken("owner", f"Select an organisation that is {_KIND_WORDS[owner.kind]}")
        if owner.kind is OwnerKind.TRUST and found.id != trust_id:
            raise RuleBroken("owner", "Select the person’s own trust; another trust is an outside contact")
    if owner.joint_id is not None:
        _check_joint(session, owner)
    if owner.team_id is not None:
        team = session.get(Team, owner.team_id)
        if team is None or team.organisation_id not in (owner.organisation_id, owner.joint_id):
            raise RuleBroken("team", "Select a team of the organisation chosen")
        if team.closed_on is not None:
            raise RuleBroken("team", f"{team.name} has closed: select another team")
    return owner


_KIND_WORDS: Mapping[OwnerKind, str] = {
    OwnerKind.WARD: "this ward: leave it empty",
    OwnerKind.TRUST: "a trust",
    OwnerKind.ICB: "an ICB",
    OwnerKind.COUNCIL: "a council",
    OwnerKind.HOUSING: "a council or a housing provider",
    OwnerKind.VCSE: "a voluntary organisation",
    OwnerKind.COURTS: "an outside contact: courts are none of the list",
    OwnerKind.FAMILY: "the person or family: leave it empty",
}
_LAW = (ContactKind.COURT, ContactKind.MINISTRY_OF_JUSTICE, ContactKind.PRISON)


def _check_contact(session: Session, trust_id: UUID, owner: Owner) -> None:
    contact = session.get(OutsideContact, owner.contact_id)
    if contact is None or contact.organisation_id != trust_id:
        raise RuleBroken("owner", "Select an outside contact of this trust")
    if owner.organisation_id or owner.joint_id or owner.team_id:
        raise RuleBroken("owner", "Select an organisation or an outside contact, not both")
    if (contact.kind in _LAW) != (owner.kind is OwnerKind.COURTS):
        raise RuleBroken(
            "owner", f"Select “{OwnerKind.COURTS.words}” for a court, a prison or the Ministry, and only then"
        )


def _check_joint(session: Session, owner: Owner) -> None:
    """An ICB and a council: the two that owe aftercare together."""
    both = {owner.organisation_id, owner.joint_id}
    kinds = {found.kind.value for key in both if key and (found := session.get(Organisation, key))}
    if owner.contact_id is not None or kinds != {"icb", "council"}:
        raise RuleBroken("joint", "Two owners together are an ICB and a council: select one of each")


def check_named(session: Session, stay: Stay, name: str) -> UUID | None:
    """The account of the person named, where just one has that name. Raises RuleBroken for somebody who left."""
    check_words(name, stay.person, SHORT, field="named_person")
    return account_named(session, name)


def account_named(session: Session, name: str) -> UUID | None:
    """As check_named, of a name whose words were checked."""
    if not name:
        return None
    wanted = name.casefold()
    found = session.execute(
        select(User.id, User.active).where((func.lower(User.name) == wanted) | (func.lower(User.email) == wanted))
    ).all()
    active = [user.id for user in found if user.active]
    if found and not active:
        raise RuleBroken("named_person", f"{name} has left: name somebody who can do it")
    return active[0] if len(active) == 1 else None


def check_words(text: str, person: Person, longest: int, *, field: str) -> None:
    """Raises RuleBroken for words that are too long, or that say who the person is: owners read them."""
    check_free_text(text, person, longest, field=field)
