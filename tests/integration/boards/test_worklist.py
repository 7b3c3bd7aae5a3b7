"""The worklist as a page: found, narrowed, taken out, kept at hand, and worked on many lines at once."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any
from uuid import UUID

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.audit.models import AuditGroupMember, AuditLine
from discharge.blockers.commands import (
    FinishBlocker,
    NoteBlocker,
    RaiseBlocker,
    finish_blocker,
    note_blocker,
    raise_blocker,
)
from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.worklist import reference_of
from discharge.core.transaction import carry_out
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import Organisation, OrganisationKind, Ward
from discharge.stays.models import Stay
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.boards.conftest import Here
from tests.shapes import Arrange, BrowseAs

Owe = Callable[..., Blocker]


@pytest.fixture
def provider(world: World, arrange: Arrange) -> Organisation:
    made: Organisation = arrange(lambda: world.organisation(OrganisationKind.HOUSING_PROVIDER, "Harbour Homes"))
    return made


@pytest.fixture
def coordinator(world: World, arrange: Arrange) -> User:
    made: User = arrange(lambda: world.user(Role.COORDINATOR, world.trust, name="Asha Reed"))
    return made


@pytest.fixture
def desk(browse_as: BrowseAs, coordinator: User) -> Browse:
    return browse_as(coordinator)


@pytest.fixture
def owe(session: Session, world: World, arrange: Arrange, ward: Ward, coordinator: User, provider: Organisation) -> Owe:
    """Somebody of this surname waits for supported accommodation from Harbour Homes, unless said otherwise."""
    actor = actor_of(session, coordinator, now=NOW, request_id="")

    def make(surname: str, *, stay: Stay | None = None, **given: Any) -> Blocker:
        person: dict[str, Any] = {"surname": surname, "given_name": "Ines"}
        here = stay or arrange(lambda: world.stay(ward, bed="4", person=world.person(**person)))
        values = {"reason": "EXT-22", "owner": Owner(OwnerKind.HOUSING, provider.id), "stay_id": here.id, **given}
        made: Blocker = carry_out(session, raise_blocker, RaiseBlocker(**values), actor=actor, now=NOW)
        return made

    return make


def names(page: Page) -> list[str]:
    return [link.get_text(strip=True).partition(",")[0] for link in page.html.select(".discharge-worklist th bdi a")]


def lines(session: Session, action: str) -> list[AuditLine]:
    session.rollback()
    return list(session.scalars(select(AuditLine).where(AuditLine.action == action)))


def ticked(*blockers: Blocker) -> list[str]:
    return [f"{blocker.id}:{blocker.version}" for blocker in blockers]


def test_it_says_who_waits_for_what_from_whom_and_by_when(desk: Browse, owe: Owe) -> None:
    owe("Khan", due_on=TODAY, next_step="Viewing to be offered")
    page = desk.get("/worklist")
    assert names(page) == ["Khan"]
    for words in (
        "Supported housing",
        "Viewing to be offered",
        "Harbour Homes",
        "Nobody named",
        "Due soon",
        "Will delay",
    ):
        assert words in page.text
    assert "1 thing owed" in page.text
    assert page.html.select_one("a[href^='/blockers/']") is not None


def test_days_clinically_ready_are_those_that_the_ward_board_says(
    desk: Browse, owe: Owe, here: Here, world: World, ward: Ward, arrange: Arrange
) -> None:
    stay = arrange(lambda: world.stay(ward, person=world.person(surname="Khan")))
    arrange(lambda: here.ready(stay, TODAY - timedelta(days=3)))
    owe("Khan", stay=stay, due_on=TODAY)
    assert "Clinically ready 4 days" in desk.get("/worklist").text
    row = desk.get(f"/wards/{ward.id}").html.select_one("tbody tr")
    assert row is not None
    assert "4 days" in row.get_text(" ")
    assert "Clinically ready for 4 days" in desk.get("/friday").text


def test_each_opening_is_on_record_with_its_people(session: Session, desk: Browse, owe: Owe) -> None:
    owed = owe("Khan")
    desk.get("/worklist")
    (line,) = lines(session, "worklist.shown")
    people = session.scalars(
        select(AuditGroupMember.person_id).where(AuditGroupMember.group_digest == line.group_digest)
    ).all()
    assert (line.organisation_id, list(people)) == (owed.organisation_id, [owed.person_id])


def test_nothing_owed_is_said(desk: Browse) -> None:
    page = desk.get("/worklist")
    assert "Nothing is owed" in page.text
    assert page.html.select(".discharge-worklist") == []
    assert "Nothing is owed with these filters" in desk.get("/worklist?show=late").text


def test_filters_stand_in_the_address_and_nonsense_counts_for_nothing(
    desk: Browse, owe: Owe, provider: Organisation, ward: Ward
) -> None:
    owe("Khan")
    owe("Hale", reason="EXT-12", owner=Owner(OwnerKind.COUNCIL), named_person="Jo Marsh")
    assert names(desk.get("/worklist?show=unnamed")) == ["Khan"]
    assert names(desk.get(f"/worklist?owner={provider.id}&ward={ward.id}&group=ward")) == ["Khan"]
    assert sorted(names(desk.get("/worklist?kind=x&owner=1&ward=%00&show=&sort=q&page=-4&reason=%27"))) == [
        "Hale",
        "Khan",
    ]
    gone = desk.get(f"/worklist?owner={UUID(int=1)}")
    assert [option.get_text() for option in gone.html.select("#filter-owner [selected]")] == [
        "Another, from the address"
    ]
    page = desk.get("/worklist").submit(form=".discharge-worklist-filters", kind="council", group="owner")
    assert names(page) == ["Hale"]
    assert "kind=council" in page.response.request.full_path


def test_words_are_searched_without_standing_in_the_address(desk: Browse, owe: Owe) -> None:
    owe("Khan")
    other = owe("Hale")
    page = desk.get("/worklist?sort=age").submit("Search", words="khan harbour")
    assert names(page) == ["Khan"]
    assert "khan" not in page.response.request.full_path.lower()
    assert names(desk.get("/worklist").submit("Search", words=reference_of(other.id))) == ["Hale"]
    assert "Nothing holds all of these words" in desk.get("/worklist").submit("Search", words="zzz").text
    assert desk.get("/worklist").submit("Search", words="x" * 101).errors == {
        "words": "Search for 100 letters or fewer"
    }


def test_pages_go_on_with_the_words_searched(
    world: World, arrange: Arrange, ward: Ward, desk: Browse, owe: Owe
) -> None:
    for number in range(51):
        owe(f"Khan{number:02d}")
    first = desk.get("/worklist?sort=name")
    assert (len(names(first)), "1 to 50 of 51 things owed" in first.text) == (50, True)
    assert names(desk.get("/worklist?sort=name&page=2")) == ["Khan50"]
    searched = desk.get("/worklist?sort=name").submit("Search", words="khan")
    assert names(searched.submit("Next page")) == ["Khan50"]


def test_groups_have_a_heading_and_a_count(desk: Browse, owe: Owe) -> None:
    owe("Khan")
    owe("Hale")
    owe("Cole", reason="EXT-12", owner=Owner(OwnerKind.COUNCIL))
    page = desk.get("/worklist?group=owner")
    headings = [" ".join(row.get_text(" ").split()) for row in page.html.select(".discharge-worklist__group")]
    assert headings == ["Harbour Homes 2", "Council 1"]


def test_files_hold_every_line_and_run_nothing(session: Session, desk: Browse, owe: Owe) -> None:
    owed = owe("Khan", next_step="=HYPERLINK(1)")
    got = desk.client.get("/worklist/file/csv?show=unnamed")
    header, row = list(csv.reader(StringIO(got.data.decode("utf-8-sig"))))
    found = dict(zip(header, row, strict=True))
    assert (found["Surname"], found["Reference"]) == ("Khan", reference_of(owed.id))
    assert (found["Next step"], found["Owner"]) == ("'=HYPERLINK(1)", "Harbour Homes")
    assert "worklist-2026-11-23.csv" in got.headers["Content-Disposition"]
    workbook = CalamineWorkbook.from_object(BytesIO(desk.client.get("/worklist/file/xlsx").data))
    assert workbook.get_sheet_by_name("Worklist").to_python()[1][1] == "Khan"
    assert len(lines(session, "worklist.exported")) == 2
    desk.get("/worklist/file/pdf", status=404)


def test_many_are_chased_at_once_with_one_result_a_line(session: Session, desk: Browse, owe: Owe) -> None:
    first, second = owe("Khan"), owe("Hale")
    both = ticked(first, second)
    step = desk.get("/worklist").submit("Record a chase", ticked=both)
    assert step.heading == "Record a chase: 2 lines"
    assert step.submit("Record the chase").errors == {"words": "Enter how you chased"}
    done = step.submit("Record the chase", ticked=both, words="Rang Harbour; Khan has no date yet")
    assert "1 of 2 lines done, 1 not done" in done.text
    assert "Take out the person’s name, “Khan”" in done.text
    session.rollback()
    kept = session.scalars(select(BlockerStep).where(BlockerStep.words.startswith("Chased"))).all()
    assert [step.blocker_id for step in kept] == [second.id]


def test_a_line_closed_before_the_chase_was_sent_is_not_passed_over_in_silence(
    session: Session, coordinator: User, desk: Browse, owe: Owe
) -> None:
    first, second = owe("Khan"), owe("Hale")
    both = ticked(first, second)
    step = desk.get("/worklist").submit("Record a chase", ticked=both)
    actor = actor_of(session, coordinator, now=NOW, request_id="")
    finish = FinishBlocker(blocker_id=first.id, version=first.version, outcome="A place was found")
    carry_out(session, finish_blocker, finish, actor=actor, now=NOW)
    done = step.submit("Record the chase", ticked=both, words="Rang Harbour")
    assert "1 of 2 lines done" in done.text
    assert "1 line ticked is closed or out of your reach by now: nothing was done there" in done.text


def test_a_chase_sent_twice_is_kept_once(session: Session, desk: Browse, owe: Owe) -> None:
    owed = owe("Khan")
    step = desk.post("/worklist/chosen", {"ticked": ticked(owed), "act": "chase", "one_time_key": KEY})
    for _ in range(2):
        assert "1 of 1 line done" in step.submit("Record the chase", words="Rang").text
    session.rollback()
    assert len(session.scalars(select(BlockerStep).where(BlockerStep.words == "Chased: Rang")).all()) == 1


KEY = "11111111-1111-4111-8111-111111111111"


def test_due_dates_move_together_and_say_why_not(session: Session, desk: Browse, owe: Owe) -> None:
    owed, court = owe("Khan"), owe("Hale", reason="EXT-37", owner=Owner(OwnerKind.COURTS))
    both = ticked(owed, court)
    step = desk.get("/worklist").submit("Move due date", ticked=both)
    assert step.submit("Move the date").errors == {
        "due_on": "Enter the new due date",
        "because": "Enter why the date moves",
    }
    moved = {"due_on": date(2026, 12, 14), "because": "Their panel meets then"}
    done = step.submit("Move the date", ticked=both, **moved)
    assert "1 of 2 lines done, 1 not done" in done.text
    assert "Courts and the Ministry of Justice have no due date: leave it empty" in done.text
    session.rollback()
    session.expunge_all()
    assert session.get_one(Blocker, owed.id).due_on == date(2026, 12, 14)


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    session: Session, world: World, arrange: Arrange, desk: Browse, owe: Owe
) -> None:
    owed = owe("Khan")
    step = desk.get("/worklist").submit("Move due date", ticked=ticked(owed))
    desk.get("/worklist").submit("Move due date", ticked=ticked(owed)).submit(
        "Move the date", due_on=date(2026, 12, 1), because="They said so"
    )
    done = step.submit("Move the date", due_on=date(2026, 12, 14), because="Their panel meets then")
    assert "Somebody else changed it first (Due: 1 December 2026" in done.text


def test_a_note_meanwhile_is_no_reason_to_refuse(session: Session, coordinator: User, desk: Browse, owe: Owe) -> None:
    owed = owe("Khan")
    step = desk.get("/worklist").submit("Move due date", ticked=ticked(owed))
    actor = actor_of(session, coordinator, now=NOW, request_id="")
    carry_out(session, note_blocker, NoteBlocker(blocker_id=owed.id, words="They rang"), actor=actor, now=NOW)
    done = step.submit("Move the date", due_on=date(2026, 12, 14), because="Their panel meets then")
    assert "1 of 1 line done" in done.text


def test_reassigning_names_a_person_or_hands_on(
    session: Session, world: World, arrange: Arrange, desk: Browse, owe: Owe
) -> None:
    owed = owe("Khan")
    council = arrange(lambda: world.organisation(OrganisationKind.COUNCIL, "Westmere Council"))
    step = desk.get("/worklist").submit("Reassign", ticked=ticked(owed))
    assert step.submit("Reassign").errors == {"named_person": "Enter who will do it, or select another owner"}
    assert "1 of 1 line done" in step.submit("Reassign", named_person="Jo Marsh").text
    assert "Jo Marsh" in desk.get("/worklist").text
    session.rollback()
    session.expunge_all()
    now_is = session.get_one(Blocker, owed.id)
    step = desk.get("/worklist").submit("Reassign", ticked=ticked(now_is))
    value = f"council:{council.id.hex}::"
    done = step.submit("Reassign", owner=value, words="It is theirs to find")
    assert "1 of 1 line done" in done.text
    page = desk.get("/worklist?group=owner")
    assert "Westmere Council 1" in page.text


def test_the_text_to_send_names_nobody(session: Session, desk: Browse, owe: Owe) -> None:
    owed = owe("Khan", next_step="Viewing on Friday")
    page = desk.get("/worklist").submit("Copy chase", ticked=ticked(owed))
    text = page.html.select_one("textarea").get_text()  # type: ignore[union-attr]
    assert text.strip().startswith("To Harbour Homes")
    assert reference_of(owed.id) in text
    assert "Viewing on Friday" in text
    for secret in ("Khan", "Ines", "D0000"):
        assert secret not in text
    assert len(lines(session, "worklist.chase_written")) == 1


def test_nothing_ticked_says_so(desk: Browse, owe: Owe) -> None:
    owe("Khan")
    nothing = desk.get("/worklist").submit("Record a chase")
    assert "Tick the lines first" in nothing.text
    assert "Success" not in nothing.text


def test_views_are_kept_and_removed(desk: Browse, owe: Owe) -> None:
    owe("Khan")
    saved = desk.get("/worklist?show=unnamed&group=owner").submit("Save view", name="Nobody named yet")
    assert "View “Nobody named yet” saved" in saved.text
    assert saved.link("Nobody named yet").split("?")[1] == "show=unnamed&group=owner"
    assert desk.get("/worklist").submit("Save view", name="").errors == {"name": "Enter a name for this view"}
    assert "View removed" in saved.submit("Remove").text


def test_a_ward_sees_its_own_and_others_do_not(
    world: World, arrange: Arrange, browse_as: BrowseAs, browse: Browse, owe: Owe
) -> None:
    owed = owe("Khan")
    assert names(browse.get("/worklist")) == ["Khan"]
    other = browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Larch"))))
    assert names(other.get("/worklist")) == []
    gone = other.post("/worklist/chosen", {"ticked": ticked(owed), "act": "chase", "one_time_key": KEY})
    assert "Nothing that was ticked is open any more" in gone.text
    bank = browse_as(arrange(lambda: world.user(Role.BANK_WORKER, world.trust)))
    bank.get("/worklist", status=403)
    assert browse_as(None).get("/worklist").path == "/sign-in"


def test_it_costs_the_same_for_one_as_for_many(
    desk: Browse, owe: Owe, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    owe("Khan")
    one = count_queries(lambda: desk.get("/worklist?group=owner"))
    for number in range(5):
        owe(f"Hale{number}", due_on=TODAY + timedelta(days=number))
    desk.get("/worklist?group=owner")
    assert count_queries(lambda: desk.get("/worklist?group=owner")) <= one
