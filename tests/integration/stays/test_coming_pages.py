"""The forms of admitting, moving, being away, legal authority, leaving and follow-up, as a ward uses them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role
from discharge.audit.models import AuditLine
from discharge.core.errors import RuleBroken
from discharge.places.models import Ward
from discharge.stays.commands.absence import StartAbsence, start_absence
from discharge.stays.commands.admitting import Admit, CancelAdmission, admit, cancel_admission
from discharge.stays.commands.leaving import (
    LeaveHospital,
    RecordDeath,
    ReopenStay,
    UndoDeath,
    leave_hospital,
    record_death,
    reopen_stay,
    undo_death,
)
from discharge.stays.commands.legal import StartAuthority, start_authority
from discharge.stays.commands.moving import Move, move
from discharge.stays.models import AbsencePeriod, Discharge, FollowUp, LegalPeriod, Person, Placement, Stay
from discharge.stays.models.leaving import FollowUpState
from discharge.stays.models.stay import StayState
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.shapes import Arrange, BrowseAs, Do

EARLIER = "09:00"


def fresh(session: Session) -> None:
    """See what requests have written since."""
    session.rollback()
    session.expire_all()


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward, bed="3"))
    return made


@pytest.fixture
def paths(stay: Stay, ward: Ward, do: Do, world: World, arrange: Arrange, session: Session) -> dict[str, str]:
    """Every form of this kind about one person and ward, by endpoint."""
    absence = do(start_absence, StartAbsence(stay_id=stay.id, kind="home_leave", from_at=NOW - timedelta(hours=2)))
    legal = do(start_authority, StartAuthority(stay_id=stay.id, code="03", started_on=TODAY))
    gone = arrange(lambda: world.stay(ward))
    how = {"method": "1", "destination": "19", "receiving_team_kind": "cmht", "follow_up_owner": "Dr Osei"}
    do(leave_hospital, LeaveHospital(stay_id=gone.id, left_at=NOW - timedelta(hours=1), **how))
    owed = session.scalars(select(FollowUp)).one()
    late = arrange(lambda: world.stay(ward))
    do(leave_hospital, LeaveHospital(stay_id=late.id, left_at=NOW - timedelta(hours=1), **how))
    do(record_death, RecordDeath(stay_id=late.id, died_at=NOW))
    about = f"/stays/{stay.id}"
    return {
        "stays.admit": f"/wards/{ward.id}/admit",
        "stays.admit_new": f"/wards/{ward.id}/admit/new",
        "stays.admit_person": f"/wards/{ward.id}/admit/{gone.person_id}",
        "stays.transfer": f"{about}/transfer",
        "stays.absence": f"{about}/absence",
        "stays.absence_change": f"{about}/absence/change",
        "stays.absence_correct": f"{about}/absences/{absence.id}",
        "stays.absence_cancel": f"{about}/absences/{absence.id}/cancel",
        "stays.legal": f"{about}/legal",
        "stays.legal_end": f"{about}/legal/{legal.id}/end",
        "stays.legal_strike_out": f"{about}/legal/{legal.id}/strike-out",
        "stays.leave": f"{about}/discharge",
        "stays.death": f"{about}/death",
        "stays.cancel": f"{about}/cancel",
        "stays.death_undo": f"/stays/{late.id}/death/undo",
        "stays.reopen": f"/stays/{gone.id}/reopen",
        "stays.follow_up": f"/follow-ups/{owed.id}",
        "stays.follow_up_arrange": f"/follow-ups/{owed.id}/arrange",
        "stays.follow_up_close": f"/follow-ups/{owed.id}/close",
    }


def test_every_form_opens_for_the_ward_and_for_nobody_else(
    browse: Browse,
    browse_as: BrowseAs,
    paths: dict[str, str],
    world: World,
    arrange: Arrange,
    ward: Ward,
) -> None:
    bank = browse_as(arrange(lambda: world.user(Role.BANK_WORKER, ward)))
    stranger = browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Rowan"))))
    for endpoint, path in paths.items():
        page = browse.get(path)
        assert page.path == path, endpoint
        assert page.html.select_one("form[method=post] button[type=submit]"), endpoint
        bank.get(path, status=403)
        stranger.get(path, status=404)
        assert browse_as(None).get(path).path == "/sign-in", endpoint


def test_opening_a_form_about_a_person_is_on_record(browse: Browse, paths: dict[str, str], session: Session) -> None:
    for path in (paths["stays.transfer"], paths["stays.follow_up"], paths["stays.admit_person"]):
        browse.get(path)
    fresh(session)
    actions = session.scalars(select(AuditLine.action).order_by(AuditLine.number)).all()
    assert actions[-3:] == ["stay.form_opened", "follow_up.shown", "person.searched"]


def test_a_nurse_finds_nobody_and_admits_somebody_new(
    browse: Browse, ward: Ward, session: Session, world: World, arrange: Arrange
) -> None:
    arrange(lambda: world.stay(ward, bed="7"))
    page = browse.get(f"/wards/{ward.id}/admit").submit("Find", number="")
    assert page.errors == {"number": "Enter a local number or an NHS number"}
    page = page.submit("Find", number="d900")
    assert "Nobody in this trust has the number d900" in page.text
    page = page.submit("Admit", surname="Okafor", given_name="")
    assert page.errors == {"given_name": "Enter the person's first name", "birth_date": "Enter the date of birth"}
    born = (TODAY - timedelta(days=9000), TODAY + timedelta(days=2))
    page = page.submit("Admit", given_name="Ada", birth_date=born[0], admitted_on=born[1])
    assert page.errors == {"admitted_on": "Admission must be now or in the past"}
    page = page.submit(
        "Admit", admitted_on=TODAY, admitted_time="8.15", bed="7", legal_code="02", is_home_at_risk="yes"
    )
    stay = session.scalars(select(Stay).where(Stay.is_home_at_risk)).one()
    assert page.path == f"/stays/{stay.id}"
    assert "Admitted to Birch, bed 7. Somebody else has this bed too" in page.text
    assert session.scalars(select(LegalPeriod.code)).one() == "02"


def test_a_nurse_finds_somebody_and_admits_them_once(
    browse: Browse, ward: Ward, session: Session, world: World, arrange: Arrange
) -> None:
    person = arrange(lambda: world.person(surname="Alder", given_name="Ruth"))
    twin = arrange(lambda: world.person(surname="Alder", given_name="Ruth", birth_date=person.birth_date))
    page = browse.get(f"/wards/{ward.id}/admit").submit("Find", number=person.nhs_number)
    assert f"Number {twin.local_number} has the same name and date of birth" in page.text
    form = page.follow("Admit this person")
    assert "Ruth" in form.text
    stay_page = form.submit("Admit", admitted_time="")
    stay = session.scalars(select(Stay)).one()
    assert (stay.person_id, stay.is_admission_time_known) == (person.id, False)
    assert form.submit("Admit", admitted_time="").path == stay_page.path  # the same form sent twice
    again = browse.get(f"/wards/{ward.id}/admit").submit("Find", number=person.local_number)
    assert "Already on Birch ward" in again.text
    assert "Admit this person" not in again.text


def test_a_placement_elsewhere_is_said_and_ends_with_one_tick(
    browse: Browse, ward: Ward, session: Session, world: World, arrange: Arrange, do: Do
) -> None:
    placed = arrange(lambda: world.placement(provider="Fenmere Hospital", started_on=TODAY - timedelta(days=20)))
    key = placed.id
    form = browse.get(f"/wards/{ward.id}/admit/{placed.person_id}")
    assert "Placed elsewhere since 3 November 2026: Fenmere Hospital, Willow ward" in form.text
    too_early = form.submit("Admit", admitted_on=TODAY - timedelta(days=21), admitted_time="")
    assert "still there on this day" in too_early.errors["ends_placement"]
    too_early.submit("Admit", admitted_on=TODAY - timedelta(days=1))
    fresh(session)
    ended = session.get_one(Placement, key)
    assert (ended.ended_on, ended.ended_because) == (TODAY - timedelta(days=1), "our_bed")
    assert "placement.ended" in session.scalars(select(AuditLine.action)).all()
    stay = session.scalars(select(Stay)).one()
    session.rollback()
    do(cancel_admission, CancelAdmission(stay_id=stay.id, because="Wrong person"))
    fresh(session)
    assert session.get_one(Placement, key).is_open


def test_a_placement_that_goes_on_is_left_where_nobody_ticks(
    browse: Browse, ward: Ward, session: Session, world: World, arrange: Arrange
) -> None:
    placed = arrange(lambda: world.placement(started_on=TODAY - timedelta(days=20)))
    browse.get(f"/wards/{ward.id}/admit/{placed.person_id}").submit("Admit", admitted_time="", ends_placement=None)
    fresh(session)
    assert session.get_one(Placement, placed.id).is_open
    assert session.scalars(select(Stay)).one().is_open


def test_the_double_of_a_known_person_is_confirmed(
    browse: Browse, ward: Ward, session: Session, world: World, arrange: Arrange
) -> None:
    known = arrange(lambda: world.person(surname="Alder", given_name="Ruth"))
    page = browse.get(f"/wards/{ward.id}/admit/new")
    page = page.submit("Admit", local_number="X1", surname="Alder", given_name="Ruth", birth_date=known.birth_date)
    assert known.local_number in page.errors["is_somebody_else"]
    page.submit("Admit", is_somebody_else="y")
    fresh(session)
    assert session.scalars(select(Person.local_number).order_by(Person.local_number)).all() == [
        known.local_number,
        "X1",
    ]


def test_a_move_and_the_conflict_of_two_moves(
    browse: Browse, stay: Stay, session: Session, world: World, arrange: Arrange, do: Do, ward: Ward
) -> None:
    rowan = arrange(lambda: world.ward("Rowan"))
    page = browse.get(f"/stays/{stay.id}/transfer")
    do(move, Move(stay_id=stay.id, ward_id=ward.id, bed="9", moved_at=NOW))
    page = page.submit("Move", ward_id=str(rowan.id), bed="1", status=409)
    assert "Somebody else saved first" in page.text
    cells = [cell.get_text(" ", strip=True) for cell in page.html.select(".discharge-difference tbody td")]
    assert [cell.split()[-1] for cell in cells[3:]] == ["3", "9", "1"]
    page = page.submit("Move", moved_at_time="99:00")
    assert page.errors == {"moved_at_time": "Enter a time, for example 14:30"}
    page = page.submit("Move", moved_at_time=EARLIER)
    assert "Moved to Rowan, bed 1" in page.text
    fresh(session)
    assert session.get_one(Stay, stay.id).last_ward_id == rowan.id


def test_leave_awol_and_return_by_form(browse: Browse, stay: Stay, session: Session) -> None:
    page = browse.get(f"/stays/{stay.id}/absence").submit("Save absence")
    assert page.errors == {"kind": "Select why the person is away"}
    page = page.submit("Save absence", kind="home_leave", from_at_time="07:00", note="With her sister")
    page = browse.get(f"/stays/{stay.id}/absence/change").submit("Save absence", kind="awol", from_at_time=EARLIER)
    page = browse.get(f"/stays/{stay.id}/absence")
    awol = page.html.select_one(".discharge-mark--awol")
    assert awol is not None
    assert "leave" not in awol.get_text().replace("Absent without leave", "")
    page.submit("Save return", returned_at_time="09:20")
    fresh(session)
    kinds = session.execute(select(AbsencePeriod.kind, AbsencePeriod.returned_at).order_by(AbsencePeriod.from_at)).all()
    assert [kind for kind, _ in kinds] == ["home_leave", "awol"]
    assert all(returned for _, returned in kinds)


def test_leave_that_the_legal_status_does_not_fit_is_saved_and_doubted(browse: Browse, stay: Stay) -> None:
    browse.get(f"/stays/{stay.id}/legal").submit("Save legal status", code="03", started_on=TODAY)
    page = browse.get(f"/stays/{stay.id}/absence").submit("Save absence", kind="home_leave", from_at_time=EARLIER)
    assert "Absence saved. Check the kind of leave: a detention is on record" in page.text


def test_a_return_that_is_overdue_is_said(browse: Browse, stay: Stay, do: Do, session: Session) -> None:
    away = {"from_at": NOW - timedelta(hours=9), "due_back_at": NOW - timedelta(hours=1)}
    kept = do(start_absence, StartAbsence(stay_id=stay.id, kind="section_17", **away))
    page = browse.get(f"/stays/{stay.id}/absence")
    assert "Late was due back 23 November 2026 at 08:30" in page.text
    page = browse.get(f"/stays/{stay.id}/absences/{kept.id}").submit("Save absence", note="Called, on the bus")
    assert session.scalars(select(AbsencePeriod.note)).one() == "Called, on the bus"
    browse.get(f"/stays/{stay.id}/absences/{kept.id}/cancel").submit("Take it away")
    browse.get(f"/stays/{stay.id}/absences/{kept.id}", status=404)


def test_a_restricted_section_shows_one_question_more(browse: Browse, stay: Stay, session: Session) -> None:
    assert not browse.get(f"/stays/{stay.id}/absence").html.select("[name=consent]")
    page = browse.get(f"/stays/{stay.id}/legal")
    assert "That does not mean that the person is informal" in page.text
    page = page.submit("Save legal status", code="09", expires_on=TODAY - timedelta(days=1))
    assert page.errors == {"expires_on": "Expiry date must be the same as or after the start date"}
    page = page.submit("Save legal status", started_on=TODAY - timedelta(days=3))
    assert "Typed expiry has passed: 22 November 2026, as typed. Check the papers." in page.text
    for path in ("absence", "discharge", "transfer"):
        assert browse.get(f"/stays/{stay.id}/{path}").html.select("[name=consent]")
    page = browse.get(f"/stays/{stay.id}/absence").submit("Save absence", kind="section_17", from_at_time=EARLIER)
    assert page.errors == {"consent": "Select whether the Justice Secretary's consent is recorded"}
    page.submit("Save absence", consent="no")
    fresh(session)
    assert session.scalars(select(AbsencePeriod.is_ministry_consent_recorded)).one() is False


def test_an_authority_is_ended_and_struck_out_by_form(browse: Browse, paths: dict[str, str], session: Session) -> None:
    assert "Ended" in browse.get(paths["stays.legal_end"]).submit("Save end").text
    page = browse.get(paths["stays.legal_strike_out"]).submit("Strike out")
    assert page.errors == {"because": "Enter what is wrong with it"}
    assert "Struck out" in page.submit("Strike out", because="Wrong person").text
    fresh(session)
    assert session.scalars(select(LegalPeriod.struck_out_because)).one() == "Wrong person"


def test_somebody_is_discharged_followed_up_and_brought_back(
    browse: Browse, stay: Stay, session: Session, ward: Ward
) -> None:
    page = browse.get(f"/stays/{stay.id}/discharge").submit("Discharge", due_hours="soon")
    assert page.errors == {"due_hours": "Enter a number of hours, or leave this empty"}
    page = page.submit("Discharge", due_hours="")
    assert page.errors == {"method": "Select how the stay ended"}
    page = page.submit("Discharge", method="1", destination="19", receiving_team_kind="cmht")
    assert page.errors == {"follow_up_owner": "Enter the name of the person who will see them"}
    page = page.submit("Discharge", follow_up_owner="Dr Osei", left_at_time="08:00")
    assert page.path == f"/wards/{ward.id}"
    owed = session.scalars(select(FollowUp)).one()
    page = browse.get(f"/follow-ups/{owed.id}")
    assert "by 26 November 2026 at 08:00 (72 hours after leaving)" in page.text
    browse.get(f"/follow-ups/{owed.id}/arrange").submit("Save", owner="Mo Hale", booked_at=TODAY + timedelta(days=1))
    page = page.submit("Save contact", mechanism="02", done_at_time=EARLIER, status=409)
    assert "Mo Hale" in page.text  # somebody arranged it while this page was open
    page.submit("Save contact")
    fresh(session)
    assert session.scalars(select(FollowUp.state)).one() == FollowUpState.DONE
    page = browse.get(f"/stays/{stay.id}/reopen").submit("Reopen the stay", because="Wrong person")
    assert "The stay is open again" in page.text
    fresh(session)
    assert session.get_one(Stay, stay.id).state == StayState.OPEN


def test_a_follow_up_is_closed_with_a_reason(browse: Browse, paths: dict[str, str], session: Session) -> None:
    page = browse.get(paths["stays.follow_up_close"]).submit("Close the follow-up")
    assert page.errors == {"because": "Enter why nobody will contact them"}
    page.submit("Close the follow-up", because="Seen by another trust")
    page = browse.get(paths["stays.follow_up"])
    assert "Closed without a contact" in page.text
    assert not page.html.select("[name=mechanism]")


def test_a_death_is_one_step(browse: Browse, stay: Stay, session: Session, ward: Ward) -> None:
    page = browse.get(f"/stays/{stay.id}/death").submit("Record the death")
    assert page.errors == {"is_certain": "Tick to confirm the person"}
    page = page.submit("Record the death", is_certain="y", died_at_time="03:00")
    assert page.path == f"/wards/{ward.id}"
    assert session.scalars(select(Discharge.method)).one() == "4"
    assert session.scalars(select(Person.died_on)).one() == TODAY


def test_a_wrong_admission_is_cancelled_by_form(browse: Browse, stay: Stay, session: Session) -> None:
    page = browse.get(f"/stays/{stay.id}/cancel").submit("Cancel the admission")
    assert page.errors == {"because": "Enter why the admission was wrong"}
    page.submit("Cancel the admission", because="Wrong ward list")
    fresh(session)
    assert session.get_one(Stay, stay.id).state == StayState.CANCELLED


def test_the_everyday_answers_come_first_in_plain_words_with_their_codes(
    browse: Browse, ward: Ward, stay: Stay
) -> None:
    admit = browse.get(f"/wards/{ward.id}/admit/new")
    leave = browse.get(f"/stays/{stay.id}/discharge")
    first = {
        name: (str(choices[1]["value"]), choices[1].get_text(strip=True))
        for page, name in ((admit, "method"), (admit, "source"), (leave, "destination"))
        if (choices := page.html.select(f"select[name={name}] option"))
    }
    assert first == {
        "method": ("25", "Through the crisis team"),
        "source": ("19", "Usual home, or no fixed home"),
        "destination": ("19", "Usual home"),
    }
    values = [str(option["value"]) for option in admit.html.select("select[name=method] option")]
    assert len(values) == len(set(values))
    assert "22" in values


def test_only_what_can_still_be_put_right_is_offered(
    browse: Browse, session: Session, world: World, arrange: Arrange, do: Do, ward: Ward
) -> None:
    """Of a person's two stays: where the command would refuse, there is no link."""
    hour = timedelta(hours=1)
    how = {"method": "1", "destination": "19", "receiving_team_kind": "cmht", "follow_up_owner": "Dr Osei"}

    def offered(of: Stay) -> set[str]:
        session.rollback()
        session.expunge_all()
        path = f"/stays/{of.id}"
        found = {str(link["href"]) for link in browse.get(path).html.select("main a[href]")}
        return {word for word in ("reopen", "death", "death/undo") if f"{path}/{word}" in found}

    first = arrange(lambda: world.stay(ward, admitted_on=TODAY - timedelta(days=30)))
    do(leave_hospital, LeaveHospital(stay_id=first.id, left_at=NOW - 60 * hour, **how))
    assert offered(first) == {"reopen", "death"}
    second = do(admit, Admit(ward_id=ward.id, person=first.person_id, admitted_at=NOW - 50 * hour))
    assert (offered(first), offered(second)) == (set(), {"death"})
    with pytest.raises(RuleBroken, match="record the death on that stay"):
        do(record_death, RecordDeath(stay_id=first.id, died_at=NOW - hour))
    do(record_death, RecordDeath(stay_id=second.id, died_at=NOW - hour))
    assert (offered(first), offered(second)) == (set(), {"reopen"})
    do(reopen_stay, ReopenStay(stay_id=second.id, because="Another person"))
    do(leave_hospital, LeaveHospital(stay_id=second.id, left_at=NOW - hour, **how))
    do(record_death, RecordDeath(stay_id=second.id, died_at=NOW))
    assert (offered(first), offered(second)) == ({"death/undo"}, {"death/undo"})
    do(undo_death, UndoDeath(stay_id=first.id, because="Another person"))
    assert (offered(first), offered(second)) == (set(), {"reopen", "death"})
