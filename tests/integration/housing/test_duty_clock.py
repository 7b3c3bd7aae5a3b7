"""One clock for a referral: what the page of the case, the worklist and the trigger say is the same."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers.commands import MoveDue, move_due
from discharge.blockers.models import Blocker
from discharge.blockers.queries.worklist import worklist
from discharge.blockers.rules.clocks import Clock
from discharge.blockers.rules.worklist import Asked
from discharge.core.actor import process
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.queries.limits import limits_by_ward
from discharge.escalation.queries.triggers import held_everywhere
from discharge.escalation.rules.triggers import Trigger
from discharge.housing.commands.duty import (
    MakeCheck,
    ReferralReceived,
    ReferToChildren,
    Said,
    SendReferral,
    SetConsents,
    make_check,
    refer_to_children,
    referral_received,
    send_referral,
    set_consents,
)
from discharge.housing.models import DutyReferral, HousingCase
from discharge.places.models import Organisation, Ward
from discharge.places.rules.policy import Key
from discharge.stays.models import Stay
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, Do

SENT = date(2026, 10, 30)
REACH = "Ward telephone 01632 960 010, weekdays 10:00 to 16:00"


def refer(do: Do, stay: Stay, council: Organisation, *, sent_on: date = SENT) -> DutyReferral:
    do(make_check, MakeCheck(stay_id=stay.id, risks=("nowhere",)))
    given = Said(state="given", on=SENT)
    do(set_consents, SetConsents(stay_id=stay.id, version=1, refer=given, contact=given))
    sending = SendReferral(
        stay_id=stay.id,
        authority_id=council.id,
        is_choice=True,
        reason="homeless",
        reach=REACH,
        route="email",
        reference="",
        sent_on=sent_on,
    )
    sent: DutyReferral = do(send_referral, sending)
    return sent


def receive(do: Do, sent: DutyReferral, on: date) -> None:
    known = {"stay_id": sent.stay_id, "referral_id": sent.id, "version": sent.version, "reference": ""}
    do(referral_received, ReferralReceived(**known, received_on=on))


def clock_on_worklist(session: Session) -> tuple[Clock, date | None]:
    session.rollback()
    items = worklist(session, process("The sweep", source="cli"), Asked(), now=NOW).items
    assert len(items) == 1
    return items[0].clock, items[0].due_on


def is_raised(session: Session) -> bool:
    session.rollback()
    found = held_everywhere(session, limits_by_ward(session, TODAY), TODAY)
    return Trigger.MISSED_ANSWER in {each.trigger for several in found.values() for each in several}


@pytest.mark.parametrize(
    ("received", "shown", "due", "says"),
    [
        (date(2026, 11, 20), Clock.IN_TIME, date(2026, 11, 26), "chase on 24 November 2026"),
        (date(2026, 11, 19), Clock.SOON, date(2026, 11, 25), "chase now, it rises after 25 November 2026"),
        (date(2026, 11, 17), Clock.SOON, TODAY, "chase now, it rises after 23 November 2026"),  # the last day in time
        (date(2026, 11, 16), Clock.LATE, date(2026, 11, 20), "no answer by 20 November 2026: raise it"),
    ],
)
def test_the_local_numbers_drive_the_page_the_worklist_and_what_rises_from_receipt(
    session: Session, do: Do, desk: Browse, stay: Stay, district: Organisation, world: World, arrange: Arrange,
    received: date, shown: Clock, due: date, says: str,
) -> None:  # fmt: skip
    arrange(lambda: (world.number(Key.DUTY_CHASE_DAYS, 2), world.number(Key.DUTY_RISE_DAYS, 4)))
    sent = refer(do, stay, district)
    assert clock_on_worklist(session) == (Clock.LATE, date(2026, 11, 5))  # 4 working days from sending
    assert is_raised(session)
    receive(do, sent, received)
    assert clock_on_worklist(session) == (shown, due)
    assert is_raised(session) is (shown is Clock.LATE)
    text = desk.get(f"/stays/{stay.id}/housing").text
    assert f"received {received.day} November 2026, {says}" in text


def test_a_council_has_ten_working_days_where_nobody_agreed_on_others(
    session: Session, do: Do, stay: Stay, district: Organisation
) -> None:
    refer(do, stay, district, sent_on=date(2026, 11, 11))
    assert clock_on_worklist(session) == (Clock.SOON, date(2026, 11, 25))
    assert not is_raised(session)


def test_a_date_agreed_with_the_council_stands_until_receipt_says_another(
    session: Session, do: Do, desk: Browse, stay: Stay, district: Organisation
) -> None:
    sent = refer(do, stay, district, sent_on=TODAY - timedelta(days=3))
    blocker = session.scalars(select(Blocker)).one()
    friday = TODAY + timedelta(days=11)
    do(move_due, MoveDue(blocker_id=blocker.id, version=blocker.version, due_on=friday, because="Agreed by telephone"))
    housing = f"/stays/{stay.id}/housing"
    desk.get(f"{housing}/needs").submit("Save", route="supported")
    assert clock_on_worklist(session) == (Clock.IN_TIME, friday)
    receive(do, sent, TODAY)
    assert clock_on_worklist(session) == (Clock.IN_TIME, date(2026, 12, 7))
    assert "received 23 November 2026, chase on 30 November 2026" in desk.get(housing).text


def test_childrens_services_have_the_time_of_a_council_from_receipt(
    session: Session, do: Do, world: World, ward: Ward, county: Organisation, arrange: Arrange
) -> None:
    born = date(2010, 1, 1)
    young = arrange(lambda: world.stay(ward, person=world.person(birth_date=born), is_home_at_risk=True))
    do(make_check, MakeCheck(stay_id=young.id, risks=("nowhere",)))
    sent = do(refer_to_children, ReferToChildren(stay_id=young.id, authority_id=county.id, reference="", sent_on=SENT))
    assert clock_on_worklist(session) == (Clock.LATE, date(2026, 11, 13))
    receive(do, sent, TODAY)
    assert clock_on_worklist(session) == (Clock.IN_TIME, date(2026, 12, 7))
    blocker = session.scalars(select(Blocker)).one()
    assert (blocker.owner_kind, blocker.owner_id) == (OwnerKind.COUNCIL, county.id)
    assert session.scalars(select(HousingCase.blocker_id)).one() == blocker.id
