"""From ward to ward, away and back, and under which authority."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.core.actor import Actor, process
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.places.models import OrganisationKind, Site, Ward
from discharge.stays.commands.absence import (
    CancelAbsence,
    CorrectAbsence,
    RecordReturn,
    StartAbsence,
    cancel_absence,
    correct_absence,
    record_return,
    start_absence,
)
from discharge.stays.commands.legal import (
    EndAuthority,
    StartAuthority,
    StrikeOutAuthority,
    end_authority,
    start_authority,
    strike_out_authority,
)
from discharge.stays.commands.moving import Move, move
from discharge.stays.events import WardDays
from discharge.stays.models import AbsencePeriod, LegalPeriod, Stay, WardStay
from discharge.stays.queries import moves
from tests.factories import NOW, TODAY, World
from tests.integration.stays.conftest import day
from tests.shapes import Arrange, Do

Told = list[tuple[WardDays, ...]]
HERE = {"Ward": "Birch", "Bed": "3"}
NOT_AWAY = dict.fromkeys(("Kind of absence", "Away from", "Due back", "Came back", "Note"), "")


def refused(do: Do, act: Any, command: Any, **rest: Any) -> tuple[str, str]:
    with pytest.raises(RuleBroken) as broken:
        do(act, command, **rest)
    return broken.value.field, broken.value.message


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    """On Birch, bed 3, for ten days."""
    made: Stay = arrange(lambda: world.stay(ward, bed="3"))
    return made


@pytest.fixture
def rowan(world: World, arrange: Arrange) -> Ward:
    made: Ward = arrange(lambda: world.ward("Rowan"))
    return made


def restrict(do: Do, stay: Stay) -> None:
    do(start_authority, StartAuthority(stay_id=stay.id, code="09", started_on=day(-9)))


def away(stay: Stay, hours_ago: int = 3, kind: str = "home_leave", **columns: Any) -> StartAbsence:
    return StartAbsence(stay_id=stay.id, kind=kind, from_at=NOW - timedelta(hours=hours_ago), **columns)


def test_a_move_closes_one_leg_opens_the_next_and_tells_both_wards(
    session: Session, do: Do, stay: Stay, ward: Ward, rowan: Ward, told: Told
) -> None:
    at = NOW - timedelta(days=2)
    moved = do(move, Move(stay_id=stay.id, ward_id=rowan.id, bed="7", moved_at=at, seen=HERE))
    assert (moved.last_ward_id, moved.bed) == (rowan.id, "7")
    legs = session.scalars(select(WardStay).order_by(WardStay.started_at)).all()
    assert [(leg.ward_id, leg.ended_at, leg.bed) for leg in legs] == [(ward.id, at, "3"), (rowan.id, None, "7")]
    assert set(told[-1]) == {WardDays(ward.id, at.date(), TODAY), WardDays(rowan.id, at.date(), TODAY)}


def test_another_bed_is_no_move(session: Session, do: Do, stay: Stay, ward: Ward, told: Told) -> None:
    moved = do(move, Move(stay_id=stay.id, ward_id=ward.id, bed="5", moved_at=NOW, seen=HERE))
    assert (moved.bed, session.scalars(select(WardStay.bed)).all(), told) == ("5", ["5"], [])
    assert refused(do, move, Move(stay_id=stay.id, ward_id=ward.id, bed="5", moved_at=NOW))[0] == "ward_id"


@pytest.mark.parametrize("moved_at", [NOW + timedelta(minutes=1), NOW - timedelta(days=11)])
def test_a_move_to_come_or_from_before_the_ward_is_refused(do: Do, stay: Stay, rowan: Ward, moved_at: datetime) -> None:
    command = Move(stay_id=stay.id, ward_id=rowan.id, bed="", moved_at=moved_at)
    assert refused(do, move, command)[0] == "moved_at"


def test_a_ward_of_another_trust_is_a_discharge(do: Do, stay: Stay, world: World, arrange: Arrange) -> None:
    other = arrange(lambda: world.ward(trust=world.organisation(OrganisationKind.TRUST, "Southmoor")))
    field, message = refused(do, move, Move(stay_id=stay.id, ward_id=other.id, bed="", moved_at=NOW))
    assert (field, "discharge" in message) == ("ward_id", True)


def test_a_closed_ward_takes_nobody(do: Do, stay: Stay, world: World, arrange: Arrange) -> None:
    closed = arrange(lambda: world.ward("Elm", closed_on=TODAY))
    assert refused(do, move, Move(stay_id=stay.id, ward_id=closed.id, bed="", moved_at=NOW))[0] == "ward_id"


def test_the_second_of_two_who_move_somebody_sees_all_three(do: Do, stay: Stay, ward: Ward, rowan: Ward) -> None:
    do(move, Move(stay_id=stay.id, ward_id=ward.id, bed="5", moved_at=NOW, seen=HERE))
    with pytest.raises(Superseded) as superseded:
        do(move, Move(stay_id=stay.id, ward_id=rowan.id, bed="1", moved_at=NOW, seen=HERE))
    assert superseded.value.before == HERE
    assert superseded.value.theirs == {"Ward": "Birch", "Bed": "5"}
    assert superseded.value.yours == {"Ward": "Rowan", "Bed": "1"}


def test_the_permission_of_the_ward_they_are_on_is_needed(
    do: Do, stay: Stay, ward: Ward, rowan: Ward, world: World, arrange: Arrange, acting: Callable[..., Actor]
) -> None:
    command = Move(stay_id=stay.id, ward_id=rowan.id, bed="", moved_at=NOW)
    with pytest.raises(NotAllowed):
        do(move, command, by=acting(arrange(lambda: world.user(Role.BANK_WORKER, ward))))
    with pytest.raises(NotFound):
        do(move, command, by=acting(arrange(lambda: world.user(Role.WARD_MEMBER, rowan))))


def test_a_restricted_section_asks_for_consent_to_another_hospital_alone(
    do: Do, stay: Stay, rowan: Ward, world: World, arrange: Arrange, acting: Callable[..., Actor]
) -> None:
    restrict(do, stay)
    do(move, Move(stay_id=stay.id, ward_id=rowan.id, bed="", moved_at=NOW - timedelta(hours=2)))
    columns = {"organisation_id": world.trust.id, "name": "Far Hospital", "code": "RZZ02"}
    far = arrange(lambda: world.ward("Oak", site_id=world._add(Site(**columns)).id))
    command = Move(stay_id=stay.id, ward_id=far.id, bed="", moved_at=NOW)
    coordinator = acting(arrange(lambda: world.user(Role.COORDINATOR, world.trust)))
    assert refused(do, move, command, by=coordinator)[0] == "consent"
    assert do(move, command, by=process("ward list", source="feed")).site_id == far.site_id  # nobody to ask


def test_leave_under_a_restricted_section_asks_for_consent_and_keeps_a_no(session: Session, do: Do, stay: Stay) -> None:
    restrict(do, stay)
    assert refused(do, start_absence, away(stay, kind="section_17"))[0] == "consent"
    kept = do(start_absence, away(stay, kind="section_17", consent=False))
    assert kept.is_ministry_consent_recorded is False


def test_nobody_consents_to_absence_without_leave(do: Do, stay: Stay) -> None:
    restrict(do, stay)
    assert do(start_absence, away(stay, kind="awol", consent=True)).is_ministry_consent_recorded is None


def test_away_and_back_tells_every_day_since(session: Session, do: Do, stay: Stay, ward: Ward, told: Told) -> None:
    kept = do(start_absence, away(stay, 50, due_back_at=NOW - timedelta(hours=1)))
    assert told == [(WardDays(ward.id, day(-2), TODAY),)]
    assert moves.is_return_overdue(kept, NOW)
    do(record_return, RecordReturn(stay_id=stay.id, absence_id=kept.id, returned_at=NOW))
    assert told[-1] == (WardDays(ward.id, day(-2), TODAY),)
    (back,) = moves.absences_of(session, stay.id)
    assert (back.returned_at, moves.is_return_overdue(back, NOW)) == (NOW, False)
    again = RecordReturn(stay_id=stay.id, absence_id=kept.id, returned_at=NOW - timedelta(hours=1))
    assert refused(do, record_return, again)[0] == "returned_at"


def test_leave_turns_into_absence_without_leave_at_one_moment(session: Session, do: Do, stay: Stay) -> None:
    leave = do(start_absence, away(stay, 8))
    assert refused(do, start_absence, away(stay, 2, "awol"))[0] == ""
    awol = do(start_absence, away(stay, 2, "awol", follows=leave.id))
    found = moves.absences_of(session, stay.id)
    assert [(one.kind, one.returned_at) for one in found] == [("awol", None), ("home_leave", awol.from_at)]


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"kind": "holiday"}, "kind"),
        ({"from_at": NOW + timedelta(minutes=1)}, "from_at"),
        ({"from_at": NOW - timedelta(days=11)}, "from_at"),
        ({"due_back_at": NOW - timedelta(hours=4)}, "due_back_at"),
        ({"kind": "awol", "due_back_at": NOW + timedelta(hours=4)}, "due_back_at"),
        ({"note": "x" * 201}, "note"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(do: Do, stay: Stay, columns: dict[str, Any], field: str) -> None:
    values = {"kind": "home_leave", "from_at": NOW - timedelta(hours=3), **columns}
    assert refused(do, start_absence, StartAbsence(stay_id=stay.id, **values))[0] == field


def test_two_who_send_somebody_away_differently_both_see_it(do: Do, stay: Stay) -> None:
    do(start_absence, away(stay, seen=NOT_AWAY))
    do(start_absence, away(stay, seen=NOT_AWAY))  # the same said twice is said once
    with pytest.raises(Superseded) as superseded:
        do(start_absence, away(stay, kind="awol", seen=NOT_AWAY))
    assert superseded.value.theirs["Kind of absence"] == "Home leave"
    assert superseded.value.yours["Kind of absence"] == "Absent without leave (AWOL)"


def test_correcting_an_absence_tells_the_days_of_both_versions(do: Do, stay: Stay, ward: Ward, told: Told) -> None:
    kept = do(start_absence, away(stay, 2))
    command = CorrectAbsence(
        stay_id=stay.id,
        absence_id=kept.id,
        kind="general_hospital",
        from_at=NOW - timedelta(days=3),
        due_back_at=None,
        returned_at=NOW - timedelta(days=1),
        seen=moves.absence_words(kept),
    )
    put_right = do(correct_absence, command)
    assert (put_right.kind, put_right.returned_at) == ("general_hospital", NOW - timedelta(days=1))
    assert told[-1] == (WardDays(ward.id, day(-3), TODAY),)
    with pytest.raises(Superseded):
        do(correct_absence, CorrectAbsence(**{**{f: getattr(command, f) for f in command.__slots__}, "note": "no"}))


def test_absences_do_not_share_time(do: Do, stay: Stay) -> None:
    first = do(start_absence, away(stay, 30))
    do(record_return, RecordReturn(stay_id=stay.id, absence_id=first.id, returned_at=NOW - timedelta(hours=20)))
    assert refused(do, start_absence, away(stay, 25))[0] == "from_at"
    assert do(start_absence, away(stay, 20)).returned_at is None  # touching is fine


def test_a_cancelled_absence_counts_for_nothing(session: Session, do: Do, stay: Stay, ward: Ward, told: Told) -> None:
    kept = do(start_absence, away(stay, 30))
    do(cancel_absence, CancelAbsence(stay_id=stay.id, absence_id=kept.id))
    do(cancel_absence, CancelAbsence(stay_id=stay.id, absence_id=kept.id))
    assert moves.absences_of(session, stay.id) == []
    assert told == [(WardDays(ward.id, day(-1), TODAY),)] * 2
    assert session.get_one(AbsencePeriod, kept.id).cancelled_at == NOW


def test_back_within_the_hour_that_clocks_show_twice(do: Do, world: World, arrange: Arrange, ward: Ward) -> None:
    stay = arrange(lambda: world.stay(ward, admitted_on=date(2026, 10, 20)))
    out, back = datetime(2026, 10, 25, 0, 50, tzinfo=UTC), datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    kept = do(start_absence, StartAbsence(stay_id=stay.id, kind="home_leave", from_at=out), at=back)
    do(record_return, RecordReturn(stay_id=stay.id, absence_id=kept.id, returned_at=back), at=back)


def test_a_section_takes_the_place_of_the_one_before_and_others_stand_beside(
    session: Session, do: Do, stay: Stay
) -> None:
    do(start_authority, StartAuthority(stay_id=stay.id, code="02", started_on=day(-9)))
    do(start_authority, StartAuthority(stay_id=stay.id, code="DOLS", started_on=day(-8)))
    seen = {"Legal status": moves.in_force_words(moves.legal_periods_of(session, stay.person_id))}
    command = StartAuthority(stay_id=stay.id, code="03", started_on=day(-2), expires_on=day(180), seen=seen)
    do(start_authority, command)
    found = moves.legal_periods_of(session, stay.person_id)
    assert [(period.kind, period.code, period.ended_on) for period in found] == [
        ("detention", "03", None),
        ("DOLS", "", None),
        ("detention", "02", day(-2)),
    ]
    assert moves.in_force_words(found).startswith("s3 from 21 November 2026, expires 22 May 2027 as typed; DoLS")
    late = StartAuthority(stay_id=stay.id, code="01", started_on=day(-3))
    assert refused(do, start_authority, late)[0] == "started_on"
    with pytest.raises(Superseded):
        do(start_authority, StartAuthority(stay_id=stay.id, code="01", started_on=TODAY, seen=seen))


@pytest.mark.parametrize(
    ("columns", "field"),
    [({"code": "77"}, "code"), ({"started_on": day(1)}, "started_on"), ({"expires_on": day(-2)}, "expires_on")],
)
def test_an_authority_that_cannot_be_is_refused(do: Do, stay: Stay, columns: dict[str, Any], field: str) -> None:
    values = {"code": "03", "started_on": day(-1), **columns}
    assert refused(do, start_authority, StartAuthority(stay_id=stay.id, **values))[0] == field


def test_an_authority_ends_and_a_wrong_one_is_struck_out(session: Session, do: Do, stay: Stay) -> None:
    kept = do(start_authority, StartAuthority(stay_id=stay.id, code="09", started_on=day(-9)))
    assert moves.is_restricted(session, stay.person_id, TODAY)
    end = {"stay_id": stay.id, "period_id": kept.id}
    assert refused(do, end_authority, EndAuthority(**end, ended_on=day(-10)))[0] == "ended_on"
    assert refused(do, end_authority, EndAuthority(**end, ended_on=day(1)))[0] == "ended_on"
    do(end_authority, EndAuthority(**end, ended_on=TODAY))
    assert not moves.is_restricted(session, stay.person_id, TODAY)
    assert moves.is_restricted(session, stay.person_id, day(-1))
    with pytest.raises(Superseded):
        do(end_authority, EndAuthority(**end, ended_on=day(-2), seen={"Ended": ""}))
    assert refused(do, strike_out_authority, StrikeOutAuthority(**end, because=""))[0] == "because"
    do(strike_out_authority, StrikeOutAuthority(**end, because="Typed on the wrong person"))
    assert not moves.is_restricted(session, stay.person_id, day(-1))
    assert session.scalars(select(LegalPeriod.struck_out_because)).one() == "Typed on the wrong person"


def test_a_bank_worker_sets_no_legal_status_and_another_persons_period_is_not_there(
    do: Do, stay: Stay, ward: Ward, world: World, arrange: Arrange, acting: Callable[..., Actor]
) -> None:
    bank = acting(arrange(lambda: world.user(Role.BANK_WORKER, ward)))
    with pytest.raises(NotAllowed):
        do(start_authority, StartAuthority(stay_id=stay.id, code="03", started_on=TODAY), by=bank)
    kept = do(start_authority, StartAuthority(stay_id=stay.id, code="03", started_on=TODAY))
    other = arrange(lambda: world.stay(ward))
    with pytest.raises(NotFound):
        do(end_authority, EndAuthority(stay_id=other.id, period_id=kept.id, ended_on=TODAY))
