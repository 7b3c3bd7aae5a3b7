"""The asks of the demonstration, and what became of each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date
from discharge.days.rules.codes import OwnerKind
from discharge.demo import ladder
from discharge.demo.bodies import ICB, WESTMERE
from discharge.escalation import commands
from discharge.escalation.models import Escalation
from discharge.escalation.queries.one import escalation_sheet
from discharge.escalation.rules.ladder import DIRECTORS, HEADS, SERVICE, SRO

NURSE, COORDINATOR = "nurse@northmoor.example", "coordinator@northmoor.example"
SYSTEM: Final = "system@northmoor.example"
Does = Callable[[Session, Escalation, Actor, datetime], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that somebody did, so many days ago."""

    days_ago: int
    who: str
    do: Does
    hour: int = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An ask and what became of it. kinds: who owes it. owner: the body that must, by name, or ""."""

    ask: str
    kinds: tuple[OwnerKind, ...]
    days_ago: int
    level: int = SERVICE
    who: str = COORDINATOR
    owner: str = ""
    needed_in: int = 14
    why_now: str = ""
    tried: str = ""
    named: str = ""
    answers: tuple[Answer, ...] = ()


def _version(escalation: Escalation) -> dict[str, Any]:
    return {"escalation_id": escalation.id, "version": escalation.version}


def acknowledge(session: Session, escalation: Escalation, actor: Actor, now: datetime) -> None:
    look(session, escalation, actor, now)
    commands.acknowledge(session, commands.Acknowledge(escalation_id=escalation.id), actor=actor, now=now)


def look(session: Session, escalation: Escalation, actor: Actor, now: datetime) -> None:
    seen = escalation_sheet(session, actor, escalation.id, now=now)
    commands.note_escalation_shown(session, seen, actor=actor, now=now)


def decides(words: str, done_by: str, in_days: int) -> Does:
    def do(session: Session, escalation: Escalation, actor: Actor, now: datetime) -> None:
        look(session, escalation, actor, now)
        by_on = local_date(now) + timedelta(days=in_days)
        deciding = commands.Decide(**_version(escalation), words=words, done_by=done_by, by_on=by_on)
        commands.decide(session, deciding, actor=actor, now=now)

    return do


def asks_back(words: str) -> Does:
    def do(session: Session, escalation: Escalation, actor: Actor, now: datetime) -> None:
        look(session, escalation, actor, now)
        commands.ask_back(session, commands.AskBack(**_version(escalation), words=words), actor=actor, now=now)

    return do


def replies(words: str) -> Does:
    def do(session: Session, escalation: Escalation, actor: Actor, now: datetime) -> None:
        commands.reply(session, commands.Reply(**_version(escalation), words=words), actor=actor, now=now)

    return do


def returns(level: int, words: str) -> Does:
    def do(session: Session, escalation: Escalation, actor: Actor, now: datetime) -> None:
        look(session, escalation, actor, now)
        returning = commands.ReturnTo(**_version(escalation), level=level, words=words)
        commands.return_to(session, returning, actor=actor, now=now)

    return do


def asks_executive(words: str) -> Does:
    """Of the body that owes it."""

    def do(session: Session, escalation: Escalation, actor: Actor, now: datetime) -> None:
        look(session, escalation, actor, now)
        if escalation.owner_id is not None:
            asking = commands.AskExecutive(**_version(escalation), organisation_id=escalation.owner_id, words=words)
            commands.ask_executive(session, asking, actor=actor, now=now)

    return do


def takes_up(words: str, in_days: int) -> Does:
    def do(session: Session, escalation: Escalation, actor: Actor, now: datetime) -> None:
        look(session, escalation, actor, now)
        taking = commands.TakeUp(
            **_version(escalation), words=words, expected_on=local_date(now) + timedelta(days=in_days)
        )
        commands.take_up(session, taking, actor=actor, now=now)

    return do


def closes(outcome: str) -> Does:
    def do(session: Session, escalation: Escalation, actor: Actor, now: datetime) -> None:
        commands.close(session, commands.Close(**_version(escalation), outcome=outcome), actor=actor, now=now)

    return do


def gives(to: str, because: str) -> Does:
    def do(session: Session, escalation: Escalation, actor: Actor, now: datetime) -> None:
        giving = commands.Assign(**_version(escalation), named_person=to, because=because)
        commands.assign(session, giving, actor=actor, now=now)

    return do


COUNCIL, HOUSING, COURTS = (OwnerKind.COUNCIL,), (OwnerKind.HOUSING,), (OwnerKind.COURTS,)
OF_ICB, OURS = (OwnerKind.ICB,), (OwnerKind.TRUST,)
STORIES: Final = (
    Story(
        ask="Name a care coordinator in the community team this week",
        kinds=OURS,
        days_ago=1,
        who=NURSE,
        why_now="The plan is ready and nobody will hold it after discharge",
    ),
    Story(
        ask="Agree interim funding until the panel sits",
        kinds=OF_ICB,
        days_ago=10,
        level=HEADS,
        tried="Papers sent twice, rang the panel office on Tuesday",
        named="Helen Starkey",
        answers=(Answer(2, ladder.DIRECTOR, acknowledge),),
    ),
    Story(
        ask="Allocate a social worker for the assessment",
        kinds=COUNCIL,
        owner=WESTMERE,
        days_ago=12,
        level=DIRECTORS,
        tried="Raised at three delay meetings",
        answers=(Answer(4, ladder.DIRECTOR, asks_executive("Can you give a date for the assessment?")),),
    ),
    Story(
        ask="Agree the council’s half of the aftercare cost",
        kinds=(*COUNCIL, *OF_ICB),
        owner=WESTMERE,
        days_ago=13,
        level=SRO,
        answers=(
            Answer(9, ladder.OFFICER, asks_executive("Is your half agreed in principle?")),
            Answer(3, ladder.OF_COUNCIL, decides("Our half is agreed from this month", "Head of adult social care", 8)),
        ),
    ),
    Story(
        ask="Offer one of the empty flats, or say when one will be",
        kinds=HOUSING,
        days_ago=8,
        level=SRO,
        why_now="The tenancy ended in hospital, and two of their flats stand empty",
        answers=(Answer(5, SYSTEM, gives("Imogen Clegg", "She allocates the flats")),),
    ),
    Story(
        ask="Ask the Ministry for its decision on leave",
        kinds=COURTS,
        days_ago=9,
        level=DIRECTORS,
        answers=(Answer(6, ladder.DIRECTOR, takes_up("Wrote to the casework manager, copy on file", 14)),),
    ),
    Story(
        ask="Book the medicines review that the move waits for",
        kinds=OURS,
        days_ago=11,
        answers=(Answer(10, ladder.SERVICE_MANAGER, decides("Pharmacist to do it on the ward", "Lead pharmacist", 6)),),
    ),
    Story(
        ask="Agree who pays while the two areas settle it",
        kinds=(*OF_ICB, *COUNCIL, *HOUSING),
        days_ago=6,
        level=SRO,
        answers=(Answer(1, ladder.OFFICER, asks_back("Which area was the last settled address, and since when?")),),
    ),
    Story(
        ask="Bring the viewing forward",
        kinds=HOUSING,
        days_ago=7,
        level=DIRECTORS,
        answers=(Answer(1, ladder.DIRECTOR, returns(SERVICE, "Ask the lettings manager first, she can do this")),),
    ),
    Story(
        ask="Release a support worker for two home visits",
        kinds=OURS,
        days_ago=12,
        level=DIRECTORS,
        answers=(
            Answer(9, ladder.DIRECTOR, asks_back("How many hours are two visits?")),
            Answer(8, COORDINATOR, replies("Three hours each, both this week"), 15),
            Answer(7, ladder.DIRECTOR, decides("Six hours from the crisis team", "Crisis team manager", 4)),
            Answer(3, COORDINATOR, closes("Both visits done, the flat is suitable")),
        ),
    ),
    Story(
        ask="Decide the disputed placement cost",
        kinds=(*OF_ICB, *COUNCIL),
        days_ago=3,
        level=SRO,
        tried="Two delay meetings, letters from both sides",
    ),
    Story(
        ask="Decide which of our teams takes this person on",
        kinds=OURS,
        days_ago=2,
        level=SRO,
        needed_in=7,
        why_now="Two community teams each say it is the other’s",
        tried="Both team managers, then the heads of service",
    ),
    Story(
        ask="Confirm funding for the supported place before it is let to somebody else",
        kinds=OF_ICB,
        owner=ICB,
        days_ago=7,
        level=SRO,
        answers=(Answer(4, ladder.OFFICER, asks_executive("The place is held for two weeks. Will you fund it?")),),
    ),
    Story(
        ask="Find a bed in a rehabilitation unit nearer home",
        kinds=(*OURS, *OF_ICB),
        days_ago=5,
        level=SRO,
        answers=(Answer(2, ladder.OFFICER, decides("The next free bed at Westmere House", "Bed manager", 7)),),
    ),
)
THEME: Final = "Hold a second aftercare panel each month until nobody waits longer than four weeks"
