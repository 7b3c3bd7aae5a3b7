"""People, plans and key dates around a stay, as commands."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.access.queries import actor_of
from discharge.audit.models import AuditLine
from discharge.core.actor import Actor
from discharge.core.errors import NotAllowed, NotFound, RuleBroken, Superseded
from discharge.places.models import OrganisationKind, Ward
from discharge.stays.commands.dates import (
    AddKeyDate,
    CancelKeyDate,
    FinishKeyDate,
    add_key_date,
    cancel_key_date,
    finish_key_date,
)
from discharge.stays.commands.people import EditDetails, edit_details
from discharge.stays.models import Stay
from discharge.stays.queries.base import get_stay
from discharge.stays.queries.progress import key_dates
from discharge.stays.rules.details import Circle, Home, Team
from tests.factories import NOW, World
from tests.integration.stays.conftest import carry, day
from tests.shapes import Arrange


def edit(session: Session, stay: Stay, actor: Actor, seen: Any, **typed: Any) -> Any:
    command = EditDetails(stay_id=stay.id, seen=seen, typed=replace(seen, **typed))
    return carry(session, edit_details, command, actor)


def test_two_who_change_different_things_both_keep_theirs(session: Session, stay: Stay, actor: Actor) -> None:
    seen = Team()
    edit(session, stay, actor, seen, consultant="Dr Osei")
    edit(session, stay, actor, seen, key_worker="Ann Cole", has_receiving_team_accepted=True)
    kept = get_stay(session, actor, stay.id, now=NOW)
    assert (kept.consultant, kept.key_worker, kept.has_receiving_team_accepted) == ("Dr Osei", "Ann Cole", True)


def test_two_who_change_the_same_thing_are_shown_both(session: Session, stay: Stay, actor: Actor) -> None:
    edit(session, stay, actor, Team(), consultant="Dr Osei")
    with pytest.raises(Superseded) as superseded:
        edit(session, stay, actor, Team(), consultant="Dr Hale", key_worker="Ann Cole")
    assert superseded.value.theirs == {"Consultant": "Dr Osei", "Key worker": ""}
    assert superseded.value.yours == {"Consultant": "Dr Hale", "Key worker": "Ann Cole"}
    edit(session, stay, actor, Team(consultant="Dr Osei"), consultant="Dr Hale", key_worker="Ann Cole")
    assert get_stay(session, actor, stay.id, now=NOW).consultant == "Dr Hale"


def test_an_edit_of_the_person_is_kept_with_the_person_and_recorded(session: Session, stay: Stay, actor: Actor) -> None:
    edit(session, stay, actor, Circle(), interpreter="Farsi", is_address_protected=True, carer="Mona Hale")
    kept = get_stay(session, actor, stay.id, now=NOW)
    assert (kept.person.interpreter, kept.person.is_address_protected, kept.carer) == ("Farsi", True, "Mona Hale")
    line = session.scalars(select(AuditLine).where(AuditLine.action == "stay.circle_edited")).one()
    assert line.person_id == stay.person_id


def test_an_edit_that_changes_nothing_leaves_no_line(session: Session, stay: Stay, actor: Actor) -> None:
    edit(session, stay, actor, Circle())
    assert session.scalars(select(AuditLine).where(AuditLine.action == "stay.circle_edited")).all() == []


def test_the_responsible_bodies_are_held_apart_and_are_of_their_kind(
    session: Session, world: World, arrange: Arrange, stay: Stay, actor: Actor
) -> None:
    icb = arrange(lambda: world.organisation(OrganisationKind.ICB, "Fenland ICB"))
    council = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Westmere Council"))
    body = {"responsible_council_id": council.id, "responsible_council_basis": "Lived there before the section 3"}
    edit(session, stay, actor, Home(), responsible_icb_id=icb.id, is_home_at_risk=True, **body)
    kept = get_stay(session, actor, stay.id, now=NOW)
    assert (kept.responsible_icb_id, kept.responsible_council_id) == (icb.id, council.id)
    home = Home.of(kept)
    with pytest.raises(RuleBroken) as broken:
        edit(session, stay, actor, home, responsible_icb_id=home.responsible_council_id)
    assert broken.value.field == "responsible_icb_id"
    with pytest.raises(RuleBroken) as broken:
        edit(session, stay, actor, home, responsible_council_id=None)
    assert broken.value.field == "responsible_council_id"


def test_nobody_without_the_permission_or_the_ward_edits(
    session: Session, world: World, arrange: Arrange, stay: Stay, ward: Ward
) -> None:
    bank = arrange(lambda: world.user(Role.BANK_WORKER, ward))
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan")))
    people = [(actor_of(session, user, now=NOW, request_id="")) for user in (bank, stranger)]
    for who, refusal in zip(people, (NotAllowed, NotFound), strict=True):
        with pytest.raises(refusal):
            edit(session, stay, who, Team(), consultant="Dr Osei")
        with pytest.raises(refusal):
            carry(session, add_key_date, AddKeyDate(stay_id=stay.id, kind="tribunal", on=day(5)), who)


def test_key_dates_stand_in_order_until_they_are_cancelled(session: Session, stay: Stay, actor: Actor) -> None:
    later = carry(session, add_key_date, AddKeyDate(stay_id=stay.id, kind="tribunal", on=day(9)), actor)
    sooner = carry(session, add_key_date, AddKeyDate(stay_id=stay.id, kind="cetr", on=day(-1), words="Online"), actor)
    finish = FinishKeyDate(stay_id=stay.id, key_date_id=sooner.id, done_on=day(-1))
    carry(session, finish_key_date, finish, actor)
    listed = key_dates(session, actor, [stay.id], now=NOW)[stay.id]
    assert [(key.kind, key.done_on) for key in listed] == [("cetr", day(-1)), ("tribunal", None)]
    carry(session, cancel_key_date, CancelKeyDate(stay_id=stay.id, key_date_id=later.id), actor)
    assert len(key_dates(session, actor, [stay.id], now=NOW)[stay.id]) == 1
    with pytest.raises(NotFound):
        carry(session, cancel_key_date, CancelKeyDate(stay_id=stay.id, key_date_id=later.id), actor)


@pytest.mark.parametrize(
    ("kind", "offset", "words", "field"),
    [("", 5, "", "kind"), ("tribunal", -11, "", "on"), ("tribunal", 732, "", "on"), ("cetr", 5, "x" * 201, "words")],
)
def test_a_key_date_must_fit_the_stay(
    session: Session, stay: Stay, actor: Actor, kind: str, offset: int, words: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        carry(session, add_key_date, AddKeyDate(stay_id=stay.id, kind=kind, on=day(offset), words=words), actor)
    assert broken.value.field == field


def test_a_key_date_is_done_on_a_day_that_has_come(session: Session, stay: Stay, actor: Actor) -> None:
    added = carry(session, add_key_date, AddKeyDate(stay_id=stay.id, kind="tribunal", on=day(0)), actor)
    with pytest.raises(RuleBroken):
        carry(session, finish_key_date, FinishKeyDate(stay_id=stay.id, key_date_id=added.id, done_on=day(1)), actor)
