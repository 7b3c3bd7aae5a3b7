"""A list goes into stays through the commands that people use, and never over what they typed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.audit.models import AuditLine
from discharge.core.clock import moment_of
from discharge.core.errors import RuleBroken
from discharge.core.transaction import carry_out
from discharge.interop.commands.applying import (
    AlreadyApplied,
    ApplyList,
    PreviewChanged,
    UnlikelySize,
    apply_list,
    read_stored,
)
from discharge.interop.models import ListedField, ListedStay, ListState, QuarantinedRow, RowState, StoredList
from discharge.interop.queries.differences import differences_of_stay, not_on_list
from discharge.interop.queries.known import known_stays
from discharge.interop.queries.planning import plan_of
from discharge.places.models import Ward
from discharge.stays.commands.absence import StartAbsence, start_absence
from discharge.stays.commands.corrections import CorrectPerson, correct_person
from discharge.stays.commands.edd import SetEdd, set_edd
from discharge.stays.commands.leaving import LeaveHospital, leave_hospital
from discharge.stays.models import ExpectedDischarge, LegalPeriod, Person, ReadyPeriod, Stay, WardStay
from discharge.stays.models.stay import StayState
from discharge.summaries.models import WardDay
from tests.factories import NOW, World
from tests.integration.interop.ward_lists import ANN, FEED, NAMES, RAVI, Lists, a_list, make_profile, row_counts
from tests.shapes import Arrange
from tests.unit.interop.making_files import workbook


def says(lists: Lists, local_number: str) -> dict[str, tuple[str, str]]:
    """Differences of somebody's stay: label to ours and theirs."""
    found = differences_of_stay(lists.session, lists.stay(local_number).id, now=lists.at)
    return {one.label: (one.ours, one.theirs) for one in found}


def test_somebody_new_is_admitted_with_all_that_the_list_says(lists: Lists, ward: Ward) -> None:
    assert lists.apply(a_list(ANN, RAVI)) == {"opened": 2}

    stay = lists.stay("0012345")
    person = lists.session.get_one(Person, stay.person_id)
    assert (person.surname, person.given_name, person.nhs_number) == ("Cole", "Ann", "9990000018")
    assert (stay.last_ward_id, stay.bed, stay.spell_number, stay.consultant) == (ward.id, "3", "S1", "Dr Osei")
    assert (stay.admitted_at, stay.is_admission_time_known) == (moment_of(date(2026, 11, 1), time(14, 30)), True)
    edd = lists.session.scalars(select(ExpectedDischarge)).one()
    assert (edd.expected_on, edd.reason_kind, edd.set_by) == (date(2026, 12, 10), "first_set", "Ward list")
    legal = lists.session.scalars(select(LegalPeriod)).one()
    assert (legal.code, legal.started_on) == ("03", date(2026, 11, 23))
    assert not lists.stay("D77").is_admission_time_known
    assert says(lists, "0012345") == {}


def test_a_workbook_says_the_same_as_text(lists: Lists) -> None:
    lists.apply(a_list(ANN, RAVI))
    rows = [tuple(person.get(name, "") for name in lists.profile.columns) for person in (ANN, RAVI)]
    assert lists.apply(workbook({"List": [NAMES, *rows]})) == {"unchanged": 2}


def test_the_same_list_again_changes_nothing_in_any_table(lists: Lists) -> None:
    bad = {**RAVI, "local_number": ""}
    ready = {**RAVI, "ready_since": "10/11/2026", "ready_reason": "18"}
    lists.apply(a_list(ANN, ready, bad))
    before = row_counts(lists.session)

    again = lists.apply(a_list(ANN, ready, bad))

    assert row_counts(lists.session) == before
    assert again == {"unchanged": 1, "differences": 2, "kept_back": 1}


def test_another_ward_is_a_transfer_at_the_time_of_the_list(
    lists: Lists, world: World, ward: Ward, arrange: Arrange
) -> None:
    elm = arrange(lambda: world.ward("Elm"))
    both = Lists(lists.session, make_profile(lists.session, ward, elm, name="Both"), at=lists.at)
    both.apply(a_list(ANN))

    assert both.apply(a_list({**ANN, "ward": "Elm", "bed": "9"})) == {"moved": 1}

    stay = both.stay("0012345")
    legs = both.session.scalars(select(WardStay).order_by(WardStay.started_at)).all()
    assert (stay.last_ward_id, stay.bed, stay.site_id) == (elm.id, "9", elm.site_id)
    assert [(leg.started_at, leg.is_time_assumed) for leg in legs][1:] == [(both.at, True)]
    assert both.apply(a_list({**ANN, "ward": "Elm", "bed": "9"})) == {"unchanged": 1}


def test_what_staff_typed_is_kept_and_the_difference_is_shown(lists: Lists) -> None:
    lists.apply(a_list(ANN))
    stay = lists.stay("0012345")
    typed = SetEdd(stay_id=stay.id, number_seen=1, expected_on=date(2026, 12, 20), reason="needs_changed")
    carry_out(lists.session, set_edd, typed, actor=FEED, now=lists.at)
    named = CorrectPerson(stay_id=stay.id, surname="Shah")
    carry_out(lists.session, correct_person, named, actor=FEED, now=lists.at)

    done = lists.apply(a_list({**ANN, "edd": "11/12/2026", "bed": "5"}))

    assert done == {"changed": 1, "differences": 2}
    assert says(lists, "0012345") == {
        "Estimated discharge date": ("20 December 2026", "11 December 2026"),
        "Surname": ("Shah", "Cole"),
    }
    assert lists.stay("0012345").bed == "5"


def test_what_a_list_wrote_a_later_list_changes(lists: Lists) -> None:
    lists.apply(a_list(ANN))

    changed = {
        **ANN,
        "edd": "11/12/2026",
        "legal_status": "Informal",
        "name": "Cole-Shah, Ann",
        "consultant": "Dr Park",
    }
    assert lists.apply(a_list({**changed, "admitted": "31/10/2026 09:00", "nhs_number": "9990000026"})) == {
        "changed": 6
    }

    ledger = lists.session.scalars(select(ExpectedDischarge).order_by(ExpectedDischarge.number)).all()
    assert [(line.number, line.reason_kind) for line in ledger] == [(1, "first_set"), (2, "correction")]
    legal = lists.session.scalars(select(LegalPeriod).order_by(LegalPeriod.entered_at)).all()
    assert [(period.code, period.ended_on) for period in legal] == [("03", date(2026, 11, 23)), ("01", None)]
    stay = lists.stay("0012345")
    assert (stay.admitted_on, stay.consultant) == (date(2026, 10, 31), "Dr Park")
    assert lists.session.get_one(Person, stay.person_id).surname == "Cole-Shah"


def test_clinically_ready_is_only_ever_proposed(lists: Lists) -> None:
    lists.apply(a_list({**ANN, "ready_since": "03/11/2026", "ready_reason": "18"}))

    assert lists.all_of(ReadyPeriod) == []
    (difference,) = differences_of_stay(lists.session, lists.stay("0012345").id, now=lists.at)
    assert (difference.theirs[:15], difference.can_take) == ("3 November 2026", False)
    assert difference.proposes == (date(2026, 11, 3), "18")


def test_somebody_missing_twice_in_a_row_is_asked_about(lists: Lists) -> None:
    lists.apply(a_list(ANN, RAVI))
    assert lists.apply(a_list(RAVI)) == {"missing": 1, "unchanged": 1}
    assert not_on_list(lists.session, FEED, now=lists.at) == []
    lists.apply(a_list({**RAVI, "bed": "8"}))
    assert [one.stay.id for one in not_on_list(lists.session, FEED, now=lists.at)] == [lists.stay("0012345").id]
    lists.apply(a_list(ANN, RAVI))
    assert not_on_list(lists.session, FEED, now=lists.at) == []
    assert [one.times_missing for one in lists.all_of(ListedStay)] == [0]


def test_the_same_file_again_is_not_one_more_list_without_somebody(lists: Lists) -> None:
    lists.apply(a_list(ANN, RAVI))
    lists.apply(a_list(RAVI))
    lists.apply(a_list(RAVI))
    assert [one.times_missing for one in lists.all_of(ListedStay)] == [1]


def test_somebody_on_leave_is_not_missing(lists: Lists) -> None:
    lists.apply(a_list(ANN, RAVI))
    away = StartAbsence(stay_id=lists.stay("0012345").id, kind="home_leave", from_at=lists.at)
    carry_out(lists.session, start_absence, away, actor=FEED, now=lists.at)
    lists.apply(a_list(RAVI))
    lists.apply(a_list({**RAVI, "bed": "8"}))
    assert not_on_list(lists.session, FEED, now=lists.at) == []


def test_a_list_that_lost_more_than_a_third_stops(lists: Lists) -> None:
    people = [{**RAVI, "local_number": f"P{number}", "name": f"Name{number}, A"} for number in range(6)]
    lists.apply(a_list(*people))
    with pytest.raises(UnlikelySize, match="shows 3 people, and there were 6 before"):
        lists.apply(a_list(*people[:3]), accept_size=False)
    assert lists.apply(a_list(*people[:3])) == {"missing": 3, "unchanged": 3}


def crowd(number: int, ward: str = "BIRCH") -> list[dict[str, str]]:
    return [{**RAVI, "local_number": f"P{each}", "name": f"Name{each}, A", "ward": ward} for each in range(number)]


def test_a_list_that_fills_a_ward_far_beyond_its_beds_stops(lists: Lists) -> None:
    before = row_counts(lists.session)
    with pytest.raises(UnlikelySize, match="Birch has 22 beds and would have 61 people"):
        lists.apply(a_list(*crowd(61)), accept_size=False)
    assert row_counts(lists.session) == before
    assert lists.apply(a_list(*crowd(61)))["opened"] == 61


def test_a_ward_that_is_full_already_is_not_asked_about_again(lists: Lists) -> None:
    lists.apply(a_list(*crowd(61)))
    assert lists.apply(a_list(*crowd(60)), accept_size=False) == {"missing": 1, "unchanged": 60}


def test_a_list_of_as_many_as_a_ward_can_hold_is_not_asked_about(lists: Lists, world: World, arrange: Arrange) -> None:
    large = Lists(lists.session, make_profile(lists.session, arrange(lambda: world.ward("Elm", beds=40)), name="Elm"))
    assert large.apply(a_list(*crowd(80, "ELM")), accept_size=False)["opened"] == 80


def test_a_cut_first_list_stops_too(lists: Lists, world: World, ward: Ward, arrange: Arrange) -> None:
    arrange(lambda: [world.stay(ward) for _ in range(4)])
    with pytest.raises(UnlikelySize):
        lists.apply(a_list(ANN, RAVI), accept_size=False)


def test_a_preview_that_no_longer_holds_is_refused(lists: Lists) -> None:
    lists.apply(a_list(ANN))
    before = row_counts(lists.session)
    with pytest.raises(PreviewChanged):
        lists.apply(a_list({**ANN, "bed": "9"}), digest="of what was seen")
    assert row_counts(lists.session) == before


def test_a_list_is_applied_once(lists: Lists) -> None:
    stored = lists.store(a_list(ANN))
    read = read_stored(lists.session, FEED, stored.id)
    command = ApplyList(read=read, digest=None)
    carry_out(lists.session, apply_list, command, actor=FEED, now=lists.at)
    with pytest.raises(AlreadyApplied):
        carry_out(lists.session, apply_list, command, actor=FEED, now=lists.at)


def test_an_older_list_is_never_applied_over_a_newer_one(lists: Lists) -> None:
    older = lists.store(a_list(ANN))
    lists.apply(a_list(ANN, RAVI))
    read = read_stored(lists.session, FEED, older.id)
    with pytest.raises(RuleBroken, match="newer list"):
        carry_out(lists.session, apply_list, ApplyList(read=read, digest=None), actor=FEED, now=lists.at)


def test_a_fault_in_the_middle_leaves_nothing(lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    stored = lists.store(a_list(ANN, RAVI))
    before = row_counts(lists.session)
    read = read_stored(lists.session, FEED, stored.id)

    def killed(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("discharge.interop.commands.sayings.Sayings.write", killed)
    with pytest.raises(KeyboardInterrupt):
        carry_out(lists.session, apply_list, ApplyList(read=read, digest=None), actor=FEED, now=lists.at)
    assert row_counts(lists.session) == before
    assert lists.session.get_one(StoredList, stored.id).state == ListState.STORED


def test_a_row_that_is_refused_is_kept_back_and_the_others_are_applied(lists: Lists) -> None:
    nameless = {**RAVI, "name": "Shah"}  # a surname alone is read, and refused when the person is admitted
    assert lists.apply(a_list(ANN, nameless)) == {"opened": 1, "kept_back": 1, "newly_kept_back": 1}
    row = lists.session.scalars(select(QuarantinedRow)).one()
    assert row.messages == [["Given name", "Enter the person's first name"]]
    assert lists.session.scalar(select(func.count(Person.id))) == 1


def test_a_row_that_a_later_list_does_not_show_waits_no_more(lists: Lists) -> None:
    lists.apply(a_list(ANN, {**RAVI, "ward": "NOWHERE"}))
    lists.apply(a_list(ANN, RAVI))
    assert [row.state for row in lists.all_of(QuarantinedRow)] == [RowState.GONE]


def test_somebody_who_left_and_is_still_listed_is_held(
    lists: Lists, world: World, ward: Ward, arrange: Arrange
) -> None:
    person = arrange(lambda: world.person(local_number="0012345", surname="Cole", nhs_number="9990000018"))
    arrange(lambda: world.stay(ward, person=person, state=StayState.LEFT, left_on=date(2026, 11, 20)))
    assert lists.apply(a_list({**ANN, "admitted": "13/11/2026"})) == {"kept_back": 1, "newly_kept_back": 1}
    assert "recorded as over" in lists.session.scalars(select(QuarantinedRow)).one().messages[0][1]


def test_the_same_file_again_says_nothing_of_somebody_who_has_left_since(lists: Lists) -> None:
    content = a_list(ANN, RAVI)
    lists.apply(content)
    stay = lists.stay("0012345")
    command = LeaveHospital(
        stay_id=stay.id,
        left_at=lists.at - timedelta(hours=2),  # before the list, and entered after it
        method="1",
        destination="19",
        receiving_team_kind="cmht",
        follow_up_owner="Priya Nair",
    )
    carry_out(lists.session, leave_hospital, command, actor=FEED, now=lists.at + timedelta(minutes=5))
    before = row_counts(lists.session)
    for _ in range(2):
        assert lists.apply(content) == {"unchanged": 2}
    assert row_counts(lists.session) == before
    assert lists.apply(content + b"\r\n") == {"kept_back": 1, "newly_kept_back": 1, "unchanged": 1}  # a newer file


def test_somebody_who_came_back_keeps_what_staff_typed_before(
    lists: Lists, world: World, ward: Ward, arrange: Arrange
) -> None:
    person = arrange(lambda: world.person(local_number="0012345", surname="Cole-Typed", birth_date=date(1990, 3, 14)))
    arrange(
        lambda: world.stay(
            ward, person=person, state=StayState.LEFT, admitted_on=date(2026, 1, 1), left_on=date(2026, 2, 1)
        )
    )
    assert lists.apply(a_list({**ANN, "nhs_number": ""})) == {"opened": 1}
    assert says(lists, "0012345")["Surname"] == ("Cole-Typed", "Cole")


def test_a_person_of_another_trust_with_the_same_numbers_is_somebody_else(
    lists: Lists, world: World, arrange: Arrange
) -> None:
    def elsewhere() -> None:
        other = world.organisation("trust", "Another Trust")  # type: ignore[arg-type]
        away = world.ward("Oak", trust=other)
        person = world.person(organisation_id=other.id, local_number="0012345", nhs_number="9990000018")
        world.stay(away, person=person)

    arrange(elsewhere)
    assert lists.apply(a_list(ANN)) == {"opened": 1}


def test_each_change_has_a_line_and_the_list_has_one(lists: Lists) -> None:
    lists.apply(a_list(ANN))
    lines = lists.session.scalars(select(AuditLine).where(AuditLine.source == "feed").order_by(AuditLine.number)).all()
    actions = [line.action for line in lines]
    assert actions.count("stay.admitted") == 1
    assert actions[-1] == "list.applied"
    assert {line.user_name for line in lines} == {"Ward list"}


def test_the_wards_days_are_counted(lists: Lists, ward: Ward) -> None:
    lists.apply(a_list(ANN))
    day = lists.session.scalars(select(WardDay).where(WardDay.day == date(2026, 11, 2))).one()
    assert (day.ward_id, day.occupied) == (ward.id, 1)


def test_a_list_with_its_own_time_moves_people_then(lists: Lists, session: Session, ward: Ward) -> None:
    profile = make_profile(session, ward, name="Timed", time_column="CRFD reason")
    timed = Lists(session, profile)
    timed.apply(a_list({**ANN, "ready_reason": "23/11/2026 02:15"}))
    stored = session.scalars(select(StoredList).where(StoredList.profile_id == profile.id)).one()
    assert stored.listed_at == datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


def test_comparing_costs_the_same_for_one_as_for_many(
    lists: Lists, count_queries: Callable[[Callable[[], object]], int], world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: world.stay(ward))
    rows = read_stored(lists.session, FEED, lists.store(a_list(ANN)).id).intake.reading.rows
    one = count_queries(lambda: known_stays(lists.session, lists.profile.organisation_id, rows, now=NOW))
    arrange(lambda: [world.stay(ward) for _ in range(20)])
    assert count_queries(lambda: known_stays(lists.session, lists.profile.organisation_id, rows, now=NOW)) == one


def test_a_plan_is_the_same_twice(lists: Lists) -> None:
    stored = lists.store(a_list(ANN, RAVI))
    intake = read_stored(lists.session, FEED, stored.id).intake
    digests = {
        plan_of(lists.session, lists.profile, intake, sha256=stored.sha256, now=lists.at).plan.digest()
        for _ in range(2)
    }
    assert len(digests) == 1


def test_stays_are_only_opened_for_the_wards_of_the_profile(
    lists: Lists, world: World, ward: Ward, arrange: Arrange
) -> None:
    arrange(lambda: world.ward("Elm"))
    assert lists.apply(a_list(ANN, {**RAVI, "ward": "Elm"})) == {"opened": 1}
    assert [stay.last_ward_id for stay in lists.all_of(Stay)] == [ward.id]
    assert lists.all_of(QuarantinedRow) == []


def test_what_lists_said_is_kept_apart(lists: Lists) -> None:
    lists.apply(a_list(RAVI))
    kept = {one.field: (one.listed, one.applied) for one in lists.all_of(ListedField)}
    assert kept["bed"] == ("4", "4")
    assert kept["admitted"] == ("2026-11-05", "2026-11-05")
