"""The EDD ledger and what is said about a passed date, as commands."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.access.queries import actor_of
from discharge.audit.models import AuditLine
from discharge.core.actor import Actor
from discharge.core.db import db
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.places.models import Ward
from discharge.stays.commands.edd import (
    AnswerPassedEdd,
    SetEdd,
    SetPlannedDate,
    answer_passed_edd,
    set_edd,
    set_planned_date,
)
from discharge.stays.commands.ready import EndReady, MakeReady, end_ready, make_ready
from discharge.stays.models import ExpectedDischarge, Stay
from discharge.stays.queries.base import get_stay
from discharge.stays.queries.progress import ledgers, open_asks
from discharge.stays.rules.edd import CORRECTION, FIRST_SET, NEEDS_CHANGED, Drift
from tests.factories import NOW, World
from tests.integration.stays.conftest import carry, day
from tests.shapes import Arrange


def edd(stay: Stay, seen: int, offset: int, reason: str, words: str = "") -> SetEdd:
    return SetEdd(stay_id=stay.id, number_seen=seen, expected_on=day(offset), reason=reason, words=words)


def make_them_ready(session: Session, stay: Stay, actor: Actor) -> Any:
    command = MakeReady(
        stay_id=stay.id,
        started_on=day(-1),
        is_clinical_decision=True,
        is_team_decision=True,
        is_safe=True,
        were_person_views_heard=True,
        were_carer_views_heard=None,
        decided_by="Dr Osei",
        reason="18",
        attributable_to="04",
    )
    return carry(session, make_ready, command, actor)


def ledger(session: Session, stay: Stay, actor: Actor) -> Any:
    return ledgers(session, actor, [stay.id], now=NOW)[stay.id]


def test_every_version_is_kept_with_who_when_and_why(session: Session, stay: Stay, actor: Actor) -> None:
    carry(session, set_edd, edd(stay, 0, 10, FIRST_SET), actor)
    carry(session, set_edd, edd(stay, 1, 20, NEEDS_CHANGED, "New medication needs three weeks"), actor)
    carry(session, set_edd, edd(stay, 2, 22, CORRECTION), actor)
    kept = ledger(session, stay, actor)
    assert [(v.number, v.expected_on, v.reason_kind, v.set_by, v.set_at) for v in kept.versions] == [
        (1, day(10), FIRST_SET, "Priya Nair", NOW),
        (2, day(20), NEEDS_CHANGED, "Priya Nair", NOW),
        (3, day(22), CORRECTION, "Priya Nair", NOW),
    ]
    assert kept.drift == Drift(days=12, moves=1)
    assert kept.versions[1].words == "New medication needs three weeks"
    lines = session.scalars(select(AuditLine).where(AuditLine.action == "stay.edd_set")).all()
    assert [(line.subject_id, line.person_id, line.user_name) for line in lines] == [
        (stay.id, stay.person_id, "Priya Nair")
    ] * 3


def test_two_at_once_lose_nothing(session: Session, stay: Stay, actor: Actor) -> None:
    carry(session, set_edd, edd(stay, 0, 10, FIRST_SET), actor)
    carry(session, set_edd, edd(stay, 1, 20, NEEDS_CHANGED, "Theirs"), actor)
    with pytest.raises(Superseded) as superseded:
        carry(session, set_edd, edd(stay, 1, 30, NEEDS_CHANGED, "Mine"), actor)
    shown = superseded.value
    label = "Estimated discharge date"
    assert (shown.before[label], shown.theirs[label], shown.yours[label]) == (
        "3 December 2026",
        "13 December 2026",
        "23 December 2026",
    )
    assert (shown.theirs["Words"], shown.yours["Words"]) == ("Theirs", "Mine")
    assert ledger(session, stay, actor).number == 2


def test_of_eight_at_the_same_moment_one_is_kept_and_seven_are_told(
    app: Flask, session: Session, stay: Stay, actor: Actor
) -> None:
    carry(session, set_edd, edd(stay, 0, 10, FIRST_SET), actor)
    commands = [edd(stay, 1, 20 + number, NEEDS_CHANGED) for number in range(8)]
    begin = Barrier(8)

    def work(command: SetEdd) -> bool:
        with app.app_context():
            begin.wait()
            try:
                carry(db.session, set_edd, command, actor)
            except Superseded:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(work, commands)) == [False] * 7 + [True]
    session.rollback()
    assert ledger(session, stay, actor).number == 2


def test_the_same_change_by_two_people_is_one_version(session: Session, stay: Stay, actor: Actor) -> None:
    carry(session, set_edd, edd(stay, 0, 10, FIRST_SET), actor)
    carry(session, set_edd, edd(stay, 0, 10, FIRST_SET), actor)
    assert ledger(session, stay, actor).number == 1


@pytest.mark.parametrize(
    ("offset", "reason", "words", "field"),
    [
        (-11, FIRST_SET, "", "expected_on"),
        (732, FIRST_SET, "", "expected_on"),
        (10, NEEDS_CHANGED, "", "reason"),
        (10, "delay", "", "reason"),
        (10, FIRST_SET, "x" * 301, "words"),
    ],
)
def test_what_makes_no_sense_is_refused(
    session: Session, stay: Stay, actor: Actor, offset: int, reason: str, words: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        carry(session, set_edd, edd(stay, 0, offset, reason, words), actor)
    assert broken.value.field == field
    assert session.scalars(select(ExpectedDischarge)).all() == []


def test_the_edd_is_frozen_while_clinically_ready_and_moves_again_after(
    session: Session, stay: Stay, actor: Actor
) -> None:
    carry(session, set_edd, edd(stay, 0, 10, FIRST_SET), actor)
    period = make_them_ready(session, stay, actor)
    with pytest.raises(RuleBroken, match="planned discharge date instead"):
        carry(session, set_edd, edd(stay, 1, 30, NEEDS_CHANGED), actor)
    carry(session, set_planned_date, SetPlannedDate(stay_id=stay.id, seen=None, planned_on=day(3)), actor)
    ending = EndReady(stay_id=stay.id, period_id=period.id, ended_on=day(0), because="unwell")
    carry(session, end_ready, ending, actor)
    carry(session, set_edd, edd(stay, 1, 30, NEEDS_CHANGED), actor)
    assert get_stay(session, actor, stay.id, now=NOW).planned_discharge_on is None


def test_nobody_without_the_permission_or_the_ward_sets_an_edd(
    session: Session, world: World, arrange: Arrange, stay: Stay, ward: Ward
) -> None:
    bank = arrange(lambda: world.user(Role.BANK_WORKER, ward))
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    refused = [
        (actor_of(session, user, now=NOW, request_id=""), why)
        for user, why in ((bank, NotAllowed), (stranger, NotFound))
    ]
    for who, refusal in refused:
        with pytest.raises(refusal):
            carry(session, set_edd, edd(stay, 0, 10, FIRST_SET), who)


def test_a_passed_edd_is_answered_by_who_will_be_asked_until_a_new_one_comes(
    session: Session, world: World, arrange: Arrange, ward: Ward, actor: Actor
) -> None:
    stay = arrange(lambda: world.stay(ward, edd=day(-1)))
    by = NOW + timedelta(hours=6)
    command = AnswerPassedEdd(stay_id=stay.id, ask_whom="Dr Osei", ask_by=by)
    carry(session, answer_passed_edd, command, actor)
    ask = open_asks(session, actor, [stay.id], now=NOW)[stay.id]
    assert (ask.ask_whom, ask.ask_by, ask.asked_by) == ("Dr Osei", by, "Priya Nair")
    carry(session, answer_passed_edd, AnswerPassedEdd(stay_id=stay.id, awaits="Scan result"), actor)
    assert open_asks(session, actor, [stay.id], now=NOW)[stay.id].awaits == "Scan result"
    carry(session, set_edd, edd(stay, 1, 5, NEEDS_CHANGED), actor)
    assert open_asks(session, actor, [stay.id], now=NOW) == {}


@pytest.mark.parametrize(
    ("edd_in", "answer", "field"),
    [
        (0, {"awaits": "Scan"}, ""),
        (-1, {}, "ask_whom"),
        (-1, {"ask_whom": "Dr Osei"}, "ask_by"),
        (-1, {"ask_whom": "Dr Osei", "ask_by": NOW - timedelta(minutes=1)}, "ask_by"),
        (-1, {"awaits": "x" * 201}, "awaits"),
    ],
)
def test_an_answer_needs_a_passed_edd_and_somebody_or_something(
    session: Session, world: World, arrange: Arrange, ward: Ward, actor: Actor, edd_in: int, answer: Any, field: str
) -> None:
    stay = arrange(lambda: world.stay(ward, edd=day(edd_in)))
    with pytest.raises(RuleBroken) as broken:
        carry(session, answer_passed_edd, AnswerPassedEdd(stay_id=stay.id, **answer), actor)
    assert broken.value.field == field


def test_the_planned_date_is_its_own_and_two_at_once_are_shown(session: Session, stay: Stay, actor: Actor) -> None:
    carry(session, set_edd, edd(stay, 0, 10, FIRST_SET), actor)
    with pytest.raises(RuleBroken, match="Enter the planned discharge date"):
        carry(session, set_planned_date, SetPlannedDate(stay_id=stay.id, seen=None, planned_on=None), actor)
    carry(session, set_planned_date, SetPlannedDate(stay_id=stay.id, seen=None, planned_on=day(3)), actor)
    with pytest.raises(Superseded) as superseded:
        carry(session, set_planned_date, SetPlannedDate(stay_id=stay.id, seen=None, planned_on=day(4)), actor)
    assert list(superseded.value.theirs.values()) == ["26 November 2026"]
    with pytest.raises(RuleBroken):
        carry(session, set_planned_date, SetPlannedDate(stay_id=stay.id, seen=day(3), planned_on=day(-1)), actor)
    with pytest.raises(RuleBroken):
        carry(session, set_planned_date, SetPlannedDate(stay_id=stay.id, seen=day(3), planned_on=day(732)), actor)
    carry(session, set_planned_date, SetPlannedDate(stay_id=stay.id, seen=day(3), planned_on=None), actor)
    assert get_stay(session, actor, stay.id, now=NOW).planned_discharge_on is None
    assert ledger(session, stay, actor).current == day(10)
