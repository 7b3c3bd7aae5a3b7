"""Clinically ready: begun by three decisions, kept with dated reasons, ended, corrected."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.access.queries import actor_of
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.core.events import Wiring, wiring_of
from discharge.places.models import Ward
from discharge.stays.commands.ready import (
    ChangeReason,
    CorrectReadyDates,
    EndReady,
    MakeReady,
    change_reason,
    correct_ready_dates,
    end_ready,
    make_ready,
)
from discharge.stays.events import StayChanged, WardDays
from discharge.stays.models import ReadyPeriod, Stay
from discharge.stays.queries.progress import Ready, ready_periods
from discharge.stays.rules.ready import days_shown
from tests.factories import NOW, TODAY, World
from tests.integration.stays.conftest import carry, day
from tests.shapes import Arrange


def readiness(stay: Stay, offset: int = -4, **other: Any) -> MakeReady:
    values: dict[str, Any] = {
        "started_on": day(offset),
        "is_clinical_decision": True,
        "is_team_decision": True,
        "is_safe": True,
        "were_person_views_heard": True,
        "were_carer_views_heard": False,
        "decided_by": "Dr Osei",
        "reason": "18",
        "attributable_to": "04",
    }
    return MakeReady(stay_id=stay.id, **(values | other))


def periods(session: Session, stay: Stay, actor: Actor) -> list[Ready]:
    return list(ready_periods(session, actor, [stay.id], now=NOW).get(stay.id, ()))


def test_a_period_keeps_what_was_decided(session: Session, stay: Stay, actor: Actor) -> None:
    carry(session, make_ready, readiness(stay), actor)
    (kept,) = periods(session, stay, actor)
    assert (kept.period.started_on, kept.period.ended_on, kept.period.decided_by) == (day(-4), None, "Dr Osei")
    assert kept.period.were_person_views_heard
    assert kept.period.were_carer_views_heard is False
    assert [(r.from_on, r.reason, r.attributable_to) for r in kept.reasons] == [(day(-4), "18", "04")]
    assert days_shown(kept.dates, TODAY) == 5


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"is_clinical_decision": False}, "is_clinical_decision"),
        ({"is_team_decision": False}, "is_team_decision"),
        ({"is_safe": False}, "is_safe"),
        ({"decided_by": ""}, "decided_by"),
        ({"started_on": day(-11)}, "started_on"),
        ({"started_on": day(1)}, "started_on"),
        ({"reason": ""}, "reason"),
        ({"reason": "99"}, "reason"),
        ({"reason": "98"}, "note"),
        ({"attributable_to": ""}, "attributable_to"),
        ({"attributable_to": "07"}, "attributable_to"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_what_is_missing_or_makes_no_sense_is_refused(
    session: Session, stay: Stay, actor: Actor, other: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        carry(session, make_ready, readiness(stay, **other), actor)
    assert broken.value.field == field
    assert periods(session, stay, actor) == []


def test_reason_not_known_is_kept_with_who_chases_it(session: Session, stay: Stay, actor: Actor) -> None:
    carry(session, make_ready, readiness(stay, reason="98", note="Ann Cole asks the council by Friday"), actor)
    assert periods(session, stay, actor)[0].reasons[0].note == "Ann Cole asks the council by Friday"


def test_a_second_period_may_touch_the_first_and_not_overlap_it(session: Session, stay: Stay, actor: Actor) -> None:
    first = carry(session, make_ready, readiness(stay, -8), actor)
    with pytest.raises(RuleBroken, match="already clinically ready"):
        carry(session, make_ready, readiness(stay, -2), actor)
    carry(session, end_ready, EndReady(stay_id=stay.id, period_id=first.id, ended_on=day(-5), because="unwell"), actor)
    with pytest.raises(RuleBroken, match="already clinically ready"):
        carry(session, make_ready, readiness(stay, -6), actor)
    carry(session, make_ready, readiness(stay, -5), actor)
    assert [(kept.period.started_on, kept.period.ended_on) for kept in periods(session, stay, actor)] == [
        (day(-8), day(-5)),
        (day(-5), None),
    ]


def test_a_change_of_reason_goes_on_counting(session: Session, stay: Stay, actor: Actor) -> None:
    period = carry(session, make_ready, readiness(stay, -6), actor)
    change = {"stay_id": stay.id, "attributable_to": "05"}
    period = carry(session, change_reason, ChangeReason(**change, version=1, from_on=day(-2), reason="03"), actor)
    period = carry(
        session, change_reason, ChangeReason(**change, version=period.version, from_on=day(-2), reason="34"), actor
    )
    carry(session, change_reason, ChangeReason(**change, version=period.version, from_on=day(-4), reason="09"), actor)
    (kept,) = periods(session, stay, actor)
    assert [(r.from_on, r.reason) for r in kept.reasons] == [(day(-6), "18"), (day(-4), "09"), (day(-2), "34")]
    said = [reason.reason if (reason := kept.reason_on(day(ago))) else None for ago in (-7, -6, -4, -3, -2, 0)]
    assert said == [None, "18", "09", "09", "34", "34"]
    assert days_shown(kept.dates, TODAY) == 7


@pytest.mark.parametrize("offset", [-7, 1])
def test_a_reason_begins_inside_the_period(session: Session, stay: Stay, actor: Actor, offset: int) -> None:
    carry(session, make_ready, readiness(stay, -6), actor)
    command = ChangeReason(stay_id=stay.id, version=1, from_on=day(offset), reason="03", attributable_to="05")
    with pytest.raises(RuleBroken) as broken:
        carry(session, change_reason, command, actor)
    assert broken.value.field == "from_on"


def test_two_changes_of_reason_at_once_are_both_shown(session: Session, stay: Stay, actor: Actor) -> None:
    carry(session, make_ready, readiness(stay, -6), actor)
    change = {"stay_id": stay.id, "version": 1, "from_on": day(0)}
    carry(session, change_reason, ChangeReason(**change, reason="03", attributable_to="05"), actor)
    with pytest.raises(Superseded) as superseded:
        carry(session, change_reason, ChangeReason(**change, reason="09", attributable_to="06"), actor)
    assert superseded.value.theirs["Main reason"] == "Awaiting allocation of social worker"
    assert superseded.value.yours["Main reason"].startswith("Awaiting commencement of care package")


@pytest.mark.parametrize(
    ("offset", "because", "words", "field"),
    [
        (-5, "unwell", "", "ended_on"),
        (1, "unwell", "", "ended_on"),
        (0, "", "", "because"),
        (0, "discharged", "", "because"),
        (0, "other", "", "words"),
    ],
)
def test_an_end_needs_a_day_and_a_reason(
    session: Session, stay: Stay, actor: Actor, offset: int, because: str, words: str, field: str
) -> None:
    period = carry(session, make_ready, readiness(stay, -4), actor)
    command = EndReady(stay_id=stay.id, period_id=period.id, ended_on=day(offset), because=because, words=words)
    with pytest.raises(RuleBroken) as broken:
        carry(session, end_ready, command, actor)
    assert broken.value.field == field


def test_a_second_end_finds_nobody_ready(session: Session, stay: Stay, actor: Actor) -> None:
    period = carry(session, make_ready, readiness(stay, -4), actor)
    command = EndReady(stay_id=stay.id, period_id=period.id, ended_on=day(0), because="physical_health")
    carry(session, end_ready, command, actor)
    with pytest.raises(RuleBroken, match="not clinically ready now"):
        carry(session, end_ready, command, actor)


def test_wrong_dates_are_corrected_with_the_first_reason(session: Session, stay: Stay, actor: Actor) -> None:
    period = carry(session, make_ready, readiness(stay, -4), actor)
    right = {"stay_id": stay.id, "period_id": period.id, "ended_on": None}
    carry(session, correct_ready_dates, CorrectReadyDates(**right, version=1, started_on=day(-6)), actor)
    with pytest.raises(Superseded):
        carry(session, correct_ready_dates, CorrectReadyDates(**right, version=1, started_on=day(-5)), actor)
    (kept,) = periods(session, stay, actor)
    assert (kept.period.started_on, kept.reasons[0].from_on) == (day(-6), day(-6))


@pytest.mark.parametrize(
    ("started", "ended", "field"), [(-11, None, "started_on"), (-1, None, "started_on"), (-4, 0, "ended_on")]
)
def test_corrected_dates_must_fit_the_stay_and_the_reasons(
    session: Session, stay: Stay, actor: Actor, started: int, ended: int | None, field: str
) -> None:
    carry(session, make_ready, readiness(stay, -4), actor)
    change = ChangeReason(stay_id=stay.id, version=1, from_on=day(-2), reason="03", attributable_to="05")
    period = carry(session, change_reason, change, actor)
    command = CorrectReadyDates(
        stay_id=stay.id,
        period_id=period.id,
        version=period.version,
        started_on=day(started),
        ended_on=None if ended is None else day(ended),
    )
    with pytest.raises(RuleBroken) as broken:
        carry(session, correct_ready_dates, command, actor)
    assert broken.value.field == field


def test_readiness_is_a_permission_of_its_own(
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
            carry(session, make_ready, readiness(stay), who)


def test_the_days_that_count_differently_are_told_by_ward(
    session: Session, world: World, arrange: Arrange, ward: Ward, actor: Actor
) -> None:
    told: list[StayChanged] = []

    def moved() -> tuple[Stay, Ward]:
        stay = world.stay(ward, admitted_on=day(-10))
        rowan = world.ward("Rowan")
        world.move(stay, rowan, at=NOW - timedelta(days=2))
        return stay, rowan

    stay, rowan = arrange(moved)
    wiring = wiring_of(session)
    hear = {StayChanged: (lambda _session, event, **_: told.append(event),)}
    table = dict.fromkeys(wiring.reactions, ()) | hear
    session.info["wiring"] = Wiring(reactions=table, keep_record=wiring.keep_record)
    everywhere = actor.acting_for("test")
    period: ReadyPeriod = carry(session, make_ready, readiness(stay, -4), everywhere)
    ending = EndReady(stay_id=stay.id, period_id=period.id, ended_on=day(-1), because="unwell")
    carry(session, end_ready, ending, everywhere)
    assert [event.touched for event in told] == [
        (WardDays(ward.id, day(-4), day(-3)), WardDays(rowan.id, day(-2), day(0))),
        (WardDays(rowan.id, day(-1), day(0)),),
    ]
