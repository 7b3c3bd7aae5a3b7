"""Places are added and changed within somebody's powers, from a day on, and each change leaves a line."""

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.access.queries import actor_of
from discharge.audit.models import AuditDetail, AuditLine
from discharge.core.actor import Actor, process
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.core.transaction import carry_out
from discharge.places import commands, queries
from discharge.places.models import OrganisationKind, Ward
from discharge.places.rules.policy import Key
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, Do

TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
OPERATOR = process("an operator", source="cli")


@pytest.fixture
def administrator(session: Session, world: World, arrange: Arrange) -> Actor:
    user = arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust, name="Sam Field"))
    return actor_of(session, user, now=NOW, request_id="")


@pytest.fixture
def do(session: Session) -> Do:
    return lambda act, command, actor=OPERATOR: carry_out(session, act, command, actor=actor, now=NOW)


def new_ward(world: World, **columns: Any) -> commands.AddWard:
    kind = {"bed_type": "200", "age_group": "13", "care_intensity": "52", "sex_of_patients": "8"}
    known = {"name": "Cedar", "code": "CEDAR", "beds": 18, "opens_on": TODAY, **kind, **columns}
    return commands.AddWard(site_id=world.site.id, **known)


def last_action(session: Session) -> str:
    return (
        session.scalars(select(AuditLine.action).order_by(AuditLine.at.desc(), AuditLine.number.desc())).first() or ""
    )


def test_a_trust_is_set_up_from_nothing(session: Session, do: Do) -> None:
    system = do(commands.add_system, commands.AddSystem(name="Fenland"))
    trust = do(
        commands.add_organisation,
        commands.AddOrganisation(kind=OrganisationKind.TRUST, name="Eastmoor", ods_code="RYY", system_id=system.id),
    )
    site = do(commands.add_site, commands.AddSite(organisation_id=trust.id, name="Eastmoor House", code="RYY01"))
    kind = {"bed_type": "212", "age_group": "13", "care_intensity": "52", "sex_of_patients": "8"}
    ward = do(
        commands.add_ward,
        commands.AddWard(
            site_id=site.id, name="Elm", code="E1", beds=12, opens_on=date(2024, 1, 1), weekly_on=2, **kind
        ),
    )
    capacity = queries.capacity_on(session, ward.id, date(2024, 1, 1))
    assert capacity is not None
    assert capacity.open_beds == 12
    assert queries.rounds_on(session, ward.id, TODAY).pattern.weekly_on == 2
    of_trust = select(AuditLine.action).where(AuditLine.organisation_id == trust.id).order_by(AuditLine.number)
    assert session.scalars(of_trust).all() == ["organisation.added", "site.added", "ward.added"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "Birch"}, "name"),
        ({"code": ""}, "code"),
        ({"code": "BIRCH"}, "code"),
        ({"bed_type": "nothing"}, "bed_type"),
        ({"age_group": ""}, "age_group"),
        ({"beds": 0}, "beds"),
        ({"beds": 201}, "beds"),
        ({"weekday_passes": 3}, "weekday_passes"),
        ({"weekly_on": 5}, "weekly_on"),
        ({"weekly_on": 1, "weekday_passes": 0}, "weekday_passes"),
        ({"opens_on": TOMORROW}, "opens_on"),
    ],
)
def test_a_ward_that_makes_no_sense_is_refused(
    session: Session, world: World, ward: Ward, do: Do, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        do(commands.add_ward, new_ward(world, **change))
    assert refused.value.field == field
    assert session.scalars(select(Ward.name)).all() == ["Birch"]


def test_names_and_codes_are_used_once(world: World, do: Do) -> None:
    trust, site = OrganisationKind.TRUST, commands.AddSite(organisation_id=world.trust.id, name="Other", code="RZZ01")
    with pytest.raises(RuleBroken, match="already an organisation called Northmoor"):
        do(commands.add_organisation, commands.AddOrganisation(kind=trust, name=world.trust.name))
    with pytest.raises(RuleBroken, match="already a site with the code RZZ01"):
        do(commands.add_site, site)
    with pytest.raises(RuleBroken, match="ODS code of 3 to 10"):
        do(commands.add_site, replace(site, code="rz z"))


def test_an_administrator_of_a_trust_adds_to_it_and_to_nothing_else(
    world: World, do: Do, administrator: Actor, arrange: Arrange
) -> None:
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor"))
    assert do(commands.add_ward, new_ward(world), administrator).name == "Cedar"
    add = commands.AddSite(organisation_id=other.id, name="South House", code="RSS01")
    with pytest.raises(NotFound):
        do(commands.add_site, add, administrator)
    new = commands.AddOrganisation(kind=OrganisationKind.COUNCIL, name="Fen Council", system_id=world.system.id)
    with pytest.raises(NotAllowed):
        do(commands.add_organisation, new, administrator)
    with pytest.raises(NotAllowed):
        do(commands.add_system, commands.AddSystem(name="Elsewhere"), administrator)


def test_an_administrator_of_a_system_adds_organisations_to_it(
    session: Session, world: World, do: Do, arrange: Arrange
) -> None:
    user = arrange(lambda: world.user(Role.ADMINISTRATOR, world.system))
    actor = actor_of(session, user, now=NOW, request_id="")
    new = commands.AddOrganisation(kind=OrganisationKind.COUNCIL, name="Fen Council", system_id=world.system.id)
    assert do(commands.add_organisation, new, actor).name == "Fen Council"


def test_a_ward_manager_cannot_change_places(
    session: Session, world: World, ward: Ward, do: Do, arrange: Arrange
) -> None:
    user = arrange(lambda: world.user(Role.WARD_MANAGER, ward))
    actor = actor_of(session, user, now=NOW, request_id="")
    with pytest.raises(NotFound):
        do(commands.set_beds, commands.SetBeds(ward_id=ward.id, from_on=TODAY, beds=3), actor)


def test_renaming_keeps_what_it_was_called_in_the_record(session: Session, world: World, do: Do) -> None:
    do(commands.rename_organisation, commands.RenameOrganisation(organisation_id=world.trust.id, name="Moor Trust"))
    do(commands.rename_site, commands.RenameSite(site_id=world.site.id, name="Moor House", version=1))
    details = session.scalars(select(AuditDetail.changes).order_by(AuditDetail.number)).all()
    assert details == [
        {"name": ["Northmoor Mental Health", "Moor Trust"]},
        {"name": ["Northmoor Hospital", "Moor House"]},
    ]


def test_the_second_of_two_editors_is_shown_both_texts(world: World, do: Do) -> None:
    first = commands.RenameSite(site_id=world.site.id, name="Moor House", version=1)
    do(commands.rename_site, first)
    with pytest.raises(Superseded) as superseded:
        do(commands.rename_site, replace(first, name="Moor Hall"))
    assert (superseded.value.theirs, superseded.value.yours) == ({"Name": "Moor House"}, {"Name": "Moor Hall"})
    do(commands.rename_site, first)  # the same words again are no conflict


def test_two_editors_of_beds_meet_too(session: Session, ward: Ward, do: Do) -> None:
    beds = commands.SetBeds(ward_id=ward.id, from_on=TODAY, beds=20, version=ward.version)
    do(commands.set_beds, beds)
    with pytest.raises(Superseded) as superseded:
        do(commands.set_beds, replace(beds, beds=24))
    assert (superseded.value.theirs["Beds"], superseded.value.yours["Beds"]) == ("20", "24")


def test_beds_change_from_their_day_and_again_on_it(session: Session, ward: Ward, do: Do) -> None:
    do(commands.set_beds, commands.SetBeds(ward_id=ward.id, from_on=TODAY, beds=20, closed_beds=2, reason="a leak"))
    do(commands.set_beds, commands.SetBeds(ward_id=ward.id, from_on=TODAY, beds=20, closed_beds=4, reason="a leak"))
    found = [queries.capacity_on(session, ward.id, day) for day in (YESTERDAY, TODAY)]
    assert [capacity and capacity.open_beds for capacity in found] == [22, 16]
    assert last_action(session) == "ward.beds_set"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"closed_beds": 21, "reason": "a leak"}, "closed_beds"),
        ({"closed_beds": 1}, "reason"),
        ({"is_shut": True}, "reason"),
        ({"beds": 0}, "beds"),
        ({"from_on": TODAY + timedelta(days=400)}, "from_on"),
        ({"from_on": date(1, 1, 1)}, "from_on"),
    ],
)
def test_beds_that_make_no_sense_are_refused(ward: Ward, do: Do, change: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        do(commands.set_beds, replace(commands.SetBeds(ward_id=ward.id, from_on=TODAY, beds=20), **change))
    assert refused.value.field == field


def test_rounds_change_from_today_on_and_never_before(session: Session, ward: Ward, do: Do) -> None:
    weekly = commands.SetRounds(
        ward_id=ward.id,
        from_on=TODAY,
        weekday_passes=1,
        weekend_passes=0,
        holiday_passes=0,
        weekly_on=3,
        closes_at=time(16),
    )
    do(commands.set_rounds, weekly)
    assert queries.rounds_on(session, ward.id, TODAY).close_time == time(16)
    assert queries.rounds_on(session, ward.id, YESTERDAY).pattern.weekly_on is None
    with pytest.raises(RuleBroken, match="today or later"):
        do(commands.set_rounds, replace(weekly, from_on=YESTERDAY))
    with pytest.raises(RuleBroken, match="weekly round"):
        do(commands.set_rounds, replace(weekly, weekday_passes=0))


def test_a_ward_is_changed_closed_and_opened_again(session: Session, ward: Ward, do: Do) -> None:
    kind = {
        name: getattr(ward, name) for name in ("code", "bed_type", "age_group", "care_intensity", "sex_of_patients")
    }
    do(commands.change_ward, commands.ChangeWard(ward_id=ward.id, name="Silver Birch", version=1, **kind))
    assert [found.name for found in queries.wards(session, OPERATOR)] == ["Silver Birch"]
    do(commands.close_ward, commands.CloseWard(ward_id=ward.id))
    assert queries.wards(session, OPERATOR) == []
    with pytest.raises(RuleBroken, match="closed already"):
        do(commands.close_ward, commands.CloseWard(ward_id=ward.id))
    do(commands.reopen_ward, commands.ReopenWard(ward_id=ward.id))
    assert [found.closed_on for found in queries.wards(session, OPERATOR)] == [None]
    with pytest.raises(RuleBroken, match="open already"):
        do(commands.reopen_ward, commands.ReopenWard(ward_id=ward.id))


def number(world: World, value: int | None, **more: Any) -> commands.SetNumber:
    known = {"key": Key.EDD_DUE_HOURS, "from_on": TODAY, "source": "Board paper 12", **more}
    return commands.SetNumber(organisation_id=world.trust.id, value=value, **known)


def test_a_number_is_decided_for_the_trust_and_for_a_ward(session: Session, world: World, ward: Ward, do: Do) -> None:
    do(commands.set_number, number(world, 48))
    do(commands.set_number, number(world, 96, ward_id=ward.id))
    of_trust = {"organisation_id": world.trust.id, "day": TODAY}
    assert queries.policy(session, Key.EDD_DUE_HOURS, **of_trust) == 48
    assert queries.policy(session, Key.EDD_DUE_HOURS, ward_id=ward.id, **of_trust) == 96
    do(commands.set_number, number(world, None, ward_id=ward.id))
    assert queries.policy(session, Key.EDD_DUE_HOURS, ward_id=ward.id, **of_trust) == 48
    do(commands.set_number, number(world, None))
    assert queries.policy(session, Key.EDD_DUE_HOURS, **of_trust) == 72
    assert last_action(session) == "policy.set"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"from_on": YESTERDAY}, "days gone by keep"),
        ({"value": 0}, "from 1 to 336 hours"),
        ({"source": "  "}, "who decided this"),
        ({"key": Key.LONG_STAY_WARNING_DAYS, "value": 61}, "60 days or less"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(world: World, do: Do, change: dict[str, Any], message: str) -> None:
    with pytest.raises(RuleBroken, match=message):
        do(commands.set_number, replace(number(world, 48), **change))


def test_a_number_of_the_whole_trust_is_not_a_wards(world: World, ward: Ward, do: Do) -> None:
    with pytest.raises(RuleBroken, match="whole trust"):
        do(commands.set_number, number(world, 10, key=Key.IDLE_MINUTES, ward_id=ward.id))


def test_two_who_decide_at_once_meet(world: World, do: Do) -> None:
    do(commands.set_number, number(world, 48, version=1))
    with pytest.raises(Superseded) as superseded:
        do(commands.set_number, number(world, 36, version=1))
    assert list(superseded.value.theirs.values()) == ["48 hours"]
