"""The pages about blockers as people use them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Membership, Role, User
from discharge.audit.models import AuditLine
from discharge.blockers.commands import Answer, HandOn, answer, hand_on
from discharge.blockers.models import Blocker, BlockerStep
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import State
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import ContactKind, Organisation, TeamFunction, Ward
from discharge.stays.models import Stay
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.integration.blockers.conftest import SPLIT, SUPPORTED, Load, Raise, Steps
from tests.shapes import Arrange, BrowseAs, Do

VERBS = ("answer", "hand-on", "told", "name", "due", "note", "finish", "withdraw", "reopen", "waits/1")


def option(page: Any, name: str, words: str) -> str:
    """The value of the choice with these words."""
    found = [each for each in page.html.select(f"select[name={name}] option") if words in each.get_text()]
    assert len(found) == 1, [each.get_text() for each in found]
    return str(found[0]["value"])


def test_a_blocker_raised_by_hand_is_shown_with_all_that_is_missing(
    browse: Browse, stay: Stay, provider: Organisation, session: Session
) -> None:
    form = browse.get(f"/stays/{stay.id}/blockers/new")
    page = form.submit("Save blocker", reason=SUPPORTED, owner=option(form, "owner", f"Housing: {provider.name}"))
    assert page.heading.endswith("Supported accommodation place not available")
    assert "Harbour Homes" in page.text
    assert "due Mon 30 Nov" in page.text
    assert "Nobody is named. Find out who will do it" in page.text
    assert "There is no next step" in page.text
    assert "not clinically ready yet: this will delay them" in page.text
    shown = session.scalars(select(AuditLine.person_id).where(AuditLine.action == "blocker.shown")).all()
    assert shown == [stay.person_id]


def test_without_an_owner_the_responsible_body_is_meant(
    browse: Browse, stay: Stay, icb: Organisation, arrange: Arrange, world: World
) -> None:
    def choose() -> None:
        world.session.get_one(Stay, stay.id).responsible_icb_id = icb.id
        world.team(icb, TeamFunction.SECTION_117, name="Aftercare panel")

    arrange(choose)
    page = browse.get(f"/stays/{stay.id}/blockers/new").submit("Save blocker", reason=SPLIT)
    assert "Fenland ICB, Aftercare panel" in page.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "nonsense"}, "reason"),
        ({"owner": "nonsense"}, "owner"),
        ({"owner": "housing:x::"}, "owner"),
        ({"next_step": "Ring Ruth"}, "next_step"),
        ({"due_on": TODAY - timedelta(days=1)}, "due_on"),
        ({"on": TODAY + timedelta(days=1)}, "on"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_typed_is_lost(
    browse: Browse, stay: Stay, typed: dict[str, Any], field: str
) -> None:
    form = browse.get(f"/stays/{stay.id}/blockers/new")
    fields = {"reason": SUPPORTED, "named_person": "Ada Lowe"} | typed
    page = form.submit("Save blocker", **fields)
    assert list(page.errors) == [field]
    assert page.html.find(attrs={"name": "named_person"})["value"] == "Ada Lowe"  # type: ignore[index]


def test_the_same_form_sent_twice_raises_one(browse: Browse, stay: Stay, session: Session) -> None:
    form = browse.get(f"/stays/{stay.id}/blockers/new")
    for _ in range(2):
        form.submit("Save blocker", reason=SUPPORTED, next_step="\U0001f3e0 offer")
    assert len(session.scalars(select(Blocker)).all()) == 1
    assert len(session.scalars(select(BlockerStep)).all()) == 1


def change(browse: Browse, blocker: Blocker, verb: str, **typed: object) -> Any:
    return browse.get(f"/blockers/{blocker.id}/{verb}").submit(**typed)


def test_the_whole_way_of_a_blocker(
    browse: Browse, raised: Raise, now_is: Load, steps: Steps, council: Organisation
) -> None:
    made = raised(on=TODAY - timedelta(days=4))
    change(browse, made, "name", named_person="Ada Lowe")
    change(browse, made, "told", words="Duty desk")
    change(browse, made, "note", words="E-mailed the plan")
    change(browse, made, "due", due_on=TODAY + timedelta(days=9), because="Their panel is later")
    change(browse, made, "answer", words="No place this month", who="ours")
    assert now_is(made).is_answered
    form = browse.get(f"/blockers/{made.id}/hand-on")
    page = form.submit("Hand on", owner=option(form, "owner", "Housing: Westmere Council"), next_step="Offer a place")
    assert "Handed on. The clock of the old owner has stopped" in page.text
    page = change(browse, made, "finish", outcome="Offered a place")
    assert "Done on 23 November 2026: Offered a place" in page.text
    assert [step.kind.value for step in steps(made)] == [
        "raised", "named", "told_by_telephone", "noted", "due_moved", "answered", "handed_on", "done",
    ]  # fmt: skip
    page = change(browse, made, "reopen", because="The place fell through")
    assert now_is(made).state is State.OPEN


def test_an_answer_must_say_who_is_to_act(browse: Browse, raised: Raise) -> None:
    page = change(browse, raised(), "answer", words="A place")
    assert page.errors == {"who": "Select who is to act now"}


def test_two_who_answer_at_once_see_both_and_lose_nothing(browse: Browse, raised: Raise, do: Do, now_is: Load) -> None:
    made = raised()
    form = browse.get(f"/blockers/{made.id}/answer")
    do(answer, Answer(blocker_id=made.id, version=1, words="A place from Monday", is_still_theirs=True))
    page = form.submit("Save answer", words="No place", who="ours", status=409)
    assert "Somebody else saved first" in page.text
    assert "A place from Monday" in page.text
    assert "No place" in page.html.find("textarea").get_text()  # type: ignore[union-attr]
    page = page.submit("Save answer")
    assert "Answer saved" in page.text
    assert now_is(made).is_answered


def test_a_wait_is_contested_and_agreed_on_its_page(browse: Browse, raised: Raise, do: Do, now_is: Load) -> None:
    made = raised(on=TODAY - timedelta(days=10), at=NOW - timedelta(days=4))
    do(hand_on, HandOn(blocker_id=made.id, version=1, owner=Owner(OwnerKind.COUNCIL)), at=NOW - timedelta(days=4))
    assert "Contest or agree" in browse.get(f"/blockers/{made.id}").text
    form = browse.get(f"/blockers/{made.id}/waits/1")
    assert "Harbour Homes, 13 November 2026 to 19 November 2026: 6 days" in form.text
    assert form.submit("Save").errors == {"what": "Select what you record"}
    for typed in ("", "x", "7"):
        refused = form.submit("Save", what="contest", days=typed, words="Told late")
        assert refused.errors == {"days": "Enter how many of the 6 days they accept, 0 for none"}
    page = form.submit("Save", what="contest", days="2", words="Told on the 17th, says Ms Ivory")
    assert "Contested: 2 of 6 days" in page.text
    page = browse.get(f"/blockers/{made.id}/waits/1").submit("Save", what="accept", words="So be it")
    assert "Agreed 2 days" in page.text
    assert "Agreed as not theirs 4 days" in page.text


def test_a_wait_that_is_not_there_is_said(browse: Browse, raised: Raise) -> None:
    assert "There is no such wait" in browse.get(f"/blockers/{raised().id}/waits/7", status=400).text


def test_faults_are_said_until_they_are_put_right(
    browse: Browse, raised: Raise, world: World, arrange: Arrange, session: Session
) -> None:
    gone = arrange(lambda: world.user(None, name="Gone Soon"))
    afar = arrange(lambda: world.contact("Lowshire Council", ContactKind.COUNCIL))
    owner = Owner(OwnerKind.COUNCIL, contact_id=afar.id)
    made = raised(reason="EXT-12", owner=owner, named_person="Gone Soon", next_step="Assess")
    arrange(lambda: setattr(session.get_one(User, gone.id), "active", False))
    text = browse.get(f"/blockers/{made.id}").text
    assert "Gone Soon has left. Name somebody else" in text
    assert "Nobody has told them yet" in text
    assert (
        "It is not known which office owes this"
        in browse.get(f"/blockers/{raised(owner=Owner(OwnerKind.VCSE)).id}").text
    )


def test_a_court_has_no_due_date_to_move(browse: Browse, raised: Raise, world: World, arrange: Arrange) -> None:
    court = arrange(lambda: world.contact("Westmere Crown Court", ContactKind.COURT))
    made = raised(reason="EXT-37", owner=Owner(OwnerKind.COURTS, contact_id=court.id))
    page = browse.get(f"/blockers/{made.id}")
    assert "They decide in their own time" in page.text
    assert "Move the due date" not in page.text


def test_the_page_costs_the_same_for_many_steps(
    browse: Browse, raised: Raise, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    made = raised()
    few = count_queries(lambda: browse.get(f"/blockers/{made.id}"))
    for number in range(6):
        change(browse, made, "note", words=f"Note {number}")
    assert count_queries(lambda: browse.get(f"/blockers/{made.id}")) == few


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_who_may_open_what(
    browse: Browse, browse_as: BrowseAs, raised: Raise, world: World, arrange: Arrange, ward: Ward, verb: str
) -> None:
    made = raised(on=TODAY - timedelta(days=2))
    path = f"/blockers/{made.id}/{verb}".rstrip("/")
    rowan = arrange(lambda: world.ward("Rowan"))

    def bank_here_member_there() -> User:
        user = world.user(Role.BANK_WORKER, ward)
        world.give(user, Role.WARD_MEMBER, rowan)
        return user

    browse.get(path)
    both = browse_as(arrange(bank_here_member_there))
    both.get(path, status=403 if verb else 200)
    browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, rowan))).get(path, status=404)
    assert browse_as(None).get(path).path == "/sign-in"


def test_who_may_only_look_is_offered_nothing(
    browse_as: BrowseAs, raised: Raise, world: World, arrange: Arrange, ward: Ward
) -> None:
    made = raised()
    page = browse_as(arrange(lambda: world.user(Role.BANK_WORKER, ward))).get(f"/blockers/{made.id}")
    assert "Record an answer" not in page.text


def test_new_is_for_this_wards_people_and_not_for_who_has_left(
    browse: Browse, browse_as: BrowseAs, world: World, arrange: Arrange, ward: Ward, stay: Stay
) -> None:
    gone = arrange(lambda: world.left(world.stay(ward), on=TODAY))
    browse.get(f"/stays/{gone.id}/blockers/new", status=403)
    rowan = arrange(lambda: world.ward("Rowan"))
    browse_as(arrange(lambda: world.user(Role.WARD_MEMBER, rowan))).get(f"/stays/{stay.id}/blockers/new", status=404)
    assert browse_as(None).get(f"/stays/{stay.id}/blockers/new").path == "/sign-in"
    browse.get(f"/blockers/{stay.id}", status=404)
    browse.get(f"/blockers/{stay.id}/nonsense", status=404)


@pytest.fixture
def desk(browse_as: BrowseAs, world: World, arrange: Arrange) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust)))


def test_a_response_time_is_agreed_from_a_day_on_and_rewrites_nothing(
    desk: Browse, raised: Raise, now_is: Load, steps: Steps
) -> None:
    made = raised()
    page = desk.get("/protocols")
    assert "Proposed by this product" in page.text
    links = [link for link in page.html.select("td a") if "Housing answer, assessment or offer" in link.get_text()]
    form = desk.get(str(links[0]["href"]))
    page = form.submit("Save response time", answer_days="2", soon_days="1", source="Delay meeting, minute 7")
    assert "2 working days" in page.text
    assert "Delay meeting, minute 7, from 23 November 2026" in page.text
    assert now_is(made).due_on == date(2026, 11, 30)
    assert raised(owner=Owner(OwnerKind.HOUSING)).due_on == date(2026, 11, 25)
    again = desk.get(form.path).submit("Save response time", answer_days="3", soon_days="1", source="Corrected")
    assert "Corrected, from 23 November 2026" in again.text
    assert "minute 7" not in again.text
    later = desk.get(form.path).submit(
        "Save response time", answer_days="", soon_days="0", source="Minute 9", from_on=TODAY + timedelta(days=8)
    )
    assert "No clock from 1 December 2026" in later.text


@pytest.mark.parametrize(
    ("code", "typed", "field"),
    [
        ("housing-housing", {"answer_days": "soon"}, "answer_days"),
        ("housing-housing", {"answer_days": "61"}, "answer_days"),
        ("housing-housing", {"soon_days": "9"}, "soon_days"),
        ("housing-housing", {"source": ""}, "source"),
        ("housing-housing", {"from_on": TODAY - timedelta(days=1)}, "from_on"),
        ("any-courts", {"answer_days": "5"}, "answer_days"),
    ],
)
def test_a_response_time_that_cannot_be_is_refused(
    desk: Browse, world: World, code: str, typed: dict[str, Any], field: str
) -> None:
    form = desk.get(f"/protocols/{world.trust.id}/{code}")
    assert list(form.submit("Save response time", **{"source": "Minute 7", **typed}).errors) == [field]


def test_response_times_are_for_coordinators_of_the_trust(
    browse: Browse, browse_as: BrowseAs, desk: Browse, world: World, arrange: Arrange, ward: Ward
) -> None:
    administrator = browse_as(arrange(lambda: world.user(Role.ADMINISTRATOR, world.system)))
    of_one_ward = browse_as(arrange(lambda: world.user(Role.COORDINATOR, ward)))
    path = f"/protocols/{world.trust.id}/housing-housing"
    administrator.get(path)
    browse.get("/protocols", status=403)
    browse.get(path, status=403)
    of_one_ward.get("/protocols", status=404)
    of_one_ward.get(path, status=404)
    desk.get(f"/protocols/{world.trust.id}/nonsense", status=404)
    assert browse_as(None).get("/protocols").path == "/sign-in"


def test_what_was_typed_before_a_role_ended_is_given_back(
    browse: Browse, raised: Raise, nurse: User, session: Session, arrange: Arrange, steps: Steps
) -> None:
    blocker = raised()
    form = browse.get(f"/blockers/{blocker.id}/note")

    def ended() -> None:
        for held in session.scalars(select(Membership).where(Membership.user_id == nurse.id)):
            held.until_at = NOW - timedelta(hours=1)

    arrange(ended)
    kept = steps(blocker)
    page = form.submit("Save note", words="They ring on Friday", status=403)
    assert "What you wrote It was not saved. Copy it before you leave this page. They ring on Friday" in page.text
    assert len(steps(blocker)) == len(kept)
