"""Asking a level above in a browser: from a person, from a ward, for what triggers raised."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.blockers.commands import RaiseBlocker, raise_blocker
from discharge.blockers.models import Blocker
from discharge.blockers.rules.owner import Owner
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import Close, Decide, close, decide
from discharge.escalation.commands.keeping import New, insert_escalation
from discharge.escalation.models import Escalation, EscalationStep
from discharge.escalation.rules.ladder import DIRECTORS, HEADS, NO_WARD, SERVICE
from discharge.escalation.rules.states import ClosedBy, State, Subject
from discharge.escalation.rules.triggers import Trigger
from discharge.places.models import Organisation, Ward
from discharge.stays.models import Stay
from tests.browse import Browse
from tests.factories import NOW, World
from tests.integration.conftest import Clock
from tests.integration.escalation.conftest import FRIDAY, PANEL, SWEEP, People, Pull
from tests.shapes import Arrange, BrowseAs, Do

Load = Callable[[Escalation], Escalation]
TO_WORD = "/escalations/to-word"


@pytest.fixture
def blocker(do: Do, stay: Stay, council: Organisation) -> Blocker:
    owner = Owner(OwnerKind.COUNCIL, council.id)
    what = RaiseBlocker(stay_id=stay.id, reason=PANEL, owner=owner, next_step="Agree interim funding")
    made: Blocker = do(raise_blocker, what)
    return made


def the_one(session: Session, *about: Subject) -> Escalation:
    """The one escalation there is, or the one about this."""
    session.expunge_all()
    session.rollback()
    return session.scalars(select(Escalation).where(Escalation.subject.in_(about or Subject))).one()


def test_the_ask_is_proposed_from_what_stops_the_person_and_sent_in_two_steps(
    browse: Browse, people: People, stay: Stay, blocker: Blocker, session: Session
) -> None:
    form = browse.get(f"/stays/{stay.id}/escalate")
    page = form.submit("Ask", ask="Agree interim funding by Friday", due_on=FRIDAY)
    assert page.path == f"/stays/{stay.id}"
    asked = the_one(session)
    assert (asked.blocker_id, asked.cause, asked.owner_id) == (blocker.id, PANEL, blocker.owner_id)
    assert (asked.state, asked.level, asked.ask) == (State.WAITING, 2, "Agree interim funding by Friday")
    assert asked.tried.startswith("Waiting since 23 November")


def test_what_is_asked_already_gets_a_note_and_whoever_owes_the_answer_is_told(
    browse: Browse,
    people: People,
    stay: Stay,
    blocker: Blocker,
    session: Session,
    told: Callable[[User], list[str]],
    clock: Clock,
) -> None:
    late = browse.get(f"/stays/{stay.id}/escalate")
    browse.get(f"/stays/{stay.id}/escalate").submit("Ask", ask="Agree interim funding by Friday", due_on=FRIDAY)
    asked = the_one(session)
    assert told(people.service) == ["escalation_reached"]
    form = browse.get(f"/stays/{stay.id}/escalate")
    fields = form.html.select("main form :is(input:not([type=hidden]), textarea, select)")
    assert {str(each["name"]) for each in fields} == {"ask", "why_now"}
    done = form.submit(f"Add to {asked.reference}", ask="It cannot wait", why_now="The offer lapses")
    assert f"Added to {asked.reference}" in done.text
    assert last_words(session) == "It cannot wait. The offer lapses"
    assert sorted(told(people.service)) == ["escalation_added", "escalation_reached"]
    clock.now = NOW + timedelta(minutes=5)
    done = late.submit("Ask", ask="Find it", due_on=FRIDAY + timedelta(days=3), tried="Two calls", named_person="Ann")
    assert f"Added to {asked.reference}" in done.text
    assert last_words(session) == "Find it. Needed by 30 November 2026. Tried: Two calls. Who is to do it: Ann"
    assert the_one(session).ask == "Agree interim funding by Friday"


def test_what_was_closed_meanwhile_is_asked_anew_with_what_was_typed(
    browse: Browse, people: People, stay: Stay, blocker: Blocker, session: Session, do: Do
) -> None:
    browse.get(f"/stays/{stay.id}/escalate").submit("Ask", ask="Agree interim funding by Friday", due_on=FRIDAY)
    form, asked = browse.get(f"/stays/{stay.id}/escalate"), the_one(session)
    do(close, Close(escalation_id=asked.id, version=asked.version, outcome="The panel agreed"), by=people.service)
    page = form.submit("Add to", ask="It cannot wait", why_now="The offer lapses")
    assert "closed meanwhile" in page.errors[""]
    assert "It cannot wait" in str(page.html.select_one("#ask"))
    assert "The offer lapses" in str(page.html.select_one("#why_now"))
    assert "Asked." in page.submit("Ask").text


def test_what_waits_for_words_is_asked_as_whoever_asks_says_it(
    browse: Browse, people: People, stay: Stay, blocker: Blocker, session: Session, council: Organisation, do: Do
) -> None:
    new = New(
        organisation_id=stay.organisation_id,
        subject=Subject.STAY,
        owner=blocker.owner,
        level=HEADS,
        state=State.TO_WORD,
        stay_id=stay.id,
        person_id=stay.person_id,
        ward_id=stay.last_ward_id,
        blocker_id=blocker.id,
        cause=PANEL,
        trigger=Trigger.READY,
    )
    do(insert_escalation, new, by=SWEEP)
    form = browse.get(f"/stays/{stay.id}/escalate")
    assert "It waits for its words" in form.text
    assert form.html.select_one("select[name=level] option[selected]")["value"] == str(HEADS)
    done = form.submit("Ask", ask="Find a place", due_on=FRIDAY, owner="trust:::", level=str(DIRECTORS))
    assert "Asked." in done.text
    asked = the_one(session)
    assert (asked.state, asked.level, asked.owner_kind) == (State.WAITING, DIRECTORS, OwnerKind.TRUST)


def last_words(session: Session) -> str:
    session.rollback()
    last = select(EscalationStep).where(EscalationStep.escalation_id == the_one(session).id)
    return session.scalars(last.order_by(EscalationStep.number.desc())).first().words  # type: ignore[union-attr]


def test_another_level_may_be_asked_and_the_owner_chosen(
    browse: Browse, people: People, stay: Stay, council: Organisation, session: Session
) -> None:
    form = browse.get(f"/stays/{stay.id}/escalate")
    assert form.submit("Ask", ask="Find a place").errors == {"owner": "Select who owes it"}
    form.submit("Ask", ask="Find a place", due_on=FRIDAY, owner=f"council:{council.id.hex}::", level=str(DIRECTORS))
    assert (the_one(session).level, the_one(session).owner_id) == (DIRECTORS, council.id)


def test_the_person_is_never_named_upwards(browse: Browse, people: People, stay: Stay, blocker: Blocker) -> None:
    page = browse.get(f"/stays/{stay.id}/escalate").submit("Ask", ask="Mrs Alder needs funding", due_on=FRIDAY)
    assert "Take out the person’s name" in page.errors["ask"]


def test_about_the_ward_itself(browse: Browse, people: People, ward: Ward, session: Session) -> None:
    form = browse.get(f"/wards/{ward.id}/escalate")
    page = form.submit("Ask", ask="Send a social worker on Mondays", due_on=FRIDAY, owner="trust:::")
    assert "Send a social worker on Mondays" in page.text
    assert the_one(session).subject is Subject.WARD


def test_a_coordinator_of_the_trust_asks_about_a_theme_and_sees_what_became_of_it(
    browse_as: BrowseAs, people: People, world: World, ward: Ward, arrange: Arrange, session: Session, do: Do
) -> None:
    cora = browse_as(people.coordinator)
    form = cora.get(TO_WORD).follow("Ask about a theme")
    assert form.heading.endswith("Ask about a theme")
    said = {"ask": "Name a lead for panels", "due_on": FRIDAY, "owner": "trust:::"}
    assert form.submit("Ask", **said).errors == {"cause": "Select what people wait for"}
    assert form.submit("Ask", **said, cause=PANEL, level="1").errors == {"level": NO_WARD}
    assert "1 Ward" not in form.text
    page = form.submit("Ask", **said, cause=PANEL)
    asked = the_one(session)
    assert page.path == f"/escalations/{asked.id}"
    assert (asked.subject, asked.cause, asked.organisation_id) == (Subject.THEME, PANEL, world.trust.id)
    assert (asked.state, asked.level, asked.raised_by_id) == (State.WAITING, SERVICE, people.coordinator.id)
    assert "escalation.raised" in session.scalars(select(AuditLine.action)).all()
    assert "Nobody has looked yet" in cora.get(TO_WORD).text
    yes = Decide(escalation_id=asked.id, version=asked.version, words="Jo leads", done_by="Jo", by_on=FRIDAY)
    do(decide, yes, by=people.sro)
    assert "Jo leads" in browse_as(people.coordinator).get(TO_WORD).text


def test_a_service_manager_asks_about_a_theme_from_what_a_ward_raised(
    browse_as: BrowseAs, browse: Browse, people: People, ward: Ward, session: Session
) -> None:
    raised = f"/wards/{ward.id}/raised"
    assert "Ask about a theme" not in browse.get(raised).text
    assert "Ask about a theme" not in browse_as(people.manager).get(raised).text
    form = browse_as(people.service).get(raised).follow("Ask about a theme")
    page = form.submit("Ask", ask="Name a lead for panels", due_on=FRIDAY, owner="trust:::", cause=PANEL, level="3")
    asked = the_one(session)
    assert page.path == f"/escalations/{asked.id}"
    assert (asked.subject, asked.raised_by_id) == (Subject.THEME, people.service.id)


def test_a_theme_is_asked_about_only_where_somebody_may_ask_at_the_trust(
    browse_as: BrowseAs,
    browse: Browse,
    people: People,
    world: World,
    ward: Ward,
    arrange: Arrange,
    council: Organisation,
) -> None:
    address = f"/trusts/{world.trust.id}/escalate"
    browse.get(address, status=404)
    of_ward = browse_as(arrange(lambda: world.user(Role.COORDINATOR, ward)))
    assert "Ask about a theme" not in of_ward.get(TO_WORD).text
    of_ward.get(address, status=404)
    browse_as(people.sro).get(address, status=403)
    browse_as(people.coordinator).get(f"/trusts/{council.id}/escalate", status=404)


def test_a_coordinator_words_what_a_trigger_raised(
    browse_as: BrowseAs, people: People, triggered: Escalation, now_is: Load
) -> None:
    desk = browse_as(people.coordinator).get(TO_WORD)
    assert desk.heading == "To word: 1"
    assert "Alder" in desk.text
    address = f"/escalations/{triggered.id}/word"
    assert set(desk.browse.get(address).submit("Ask").errors) == {"due_on"}
    page = desk.browse.get(address).submit("Ask", ask="Decide the split by Friday", due_on=FRIDAY)
    assert page.heading == "To word: 0"
    assert now_is(triggered).state is State.WAITING


def test_a_coordinator_lets_it_go_with_a_reason(
    browse_as: BrowseAs, people: People, triggered: Escalation, now_is: Load
) -> None:
    form = browse_as(people.coordinator).get(f"/escalations/{triggered.id}/let-go")
    assert set(form.submit("Let it go").errors) == {"because"}
    form.submit("Let it go", because="A place is promised for Tuesday")
    assert now_is(triggered).closed_by is ClosedBy.NOT_RAISED


def test_two_who_word_at_once_see_both(browse_as: BrowseAs, people: People, triggered: Escalation) -> None:
    cora = browse_as(people.coordinator)
    first, second = (cora.get(f"/escalations/{triggered.id}/word") for _ in range(2))
    first.submit("Ask", ask="Decide the split by Friday", due_on=FRIDAY)
    page = second.submit("Ask", ask="Pay for it meanwhile", due_on=FRIDAY, status=409)
    assert "Decide the split by Friday" in page.text


def test_one_ask_for_all_who_wait_for_the_same(
    browse_as: BrowseAs,
    people: People,
    triggered: Escalation,
    another: Escalation,
    session: Session,
    now_is: Load,
) -> None:
    desk = browse_as(people.coordinator).get(TO_WORD)
    assert "2 people" in desk.text
    form = desk.follow("Ask once")
    assert "Take out the person’s name" in form.submit("Ask", ask="For Alder", due_on=FRIDAY).errors["ask"]
    form.submit("Ask", ask="Name a lead for panels", due_on=FRIDAY)
    theme = the_one(session, Subject.THEME)
    assert (theme.cause, theme.ask) == (PANEL, "Name a lead for panels")
    assert {now_is(each).outcome for each in (triggered, another)} == {f"Asked once for 2 people, in {theme.reference}"}


def test_a_person_raised_for_two_reasons_is_one_person(
    browse_as: BrowseAs, people: People, triggered: Escalation, stay: Stay, trigger: Pull, now_is: Load
) -> None:
    again = trigger(stay)
    desk = browse_as(people.coordinator).get(TO_WORD)
    assert desk.heading == "To word: 2"
    assert "1 person for 2 reasons" in desk.text
    page = desk.follow("Ask once").submit("Ask", ask="Name a lead for panels", due_on=FRIDAY)
    assert "Asked once for 1 person." in page.text
    assert {now_is(each).outcome.partition(",")[0] for each in (triggered, again)} == {"Asked once for 1 person"}


def test_one_reason_lets_a_whole_group_go_and_nobody_who_came_meanwhile(
    browse_as: BrowseAs,
    people: People,
    triggered: Escalation,
    another: Escalation,
    trigger: Pull,
    world: World,
    ward: Ward,
    arrange: Arrange,
    now_is: Load,
) -> None:
    desk = browse_as(people.coordinator).get(TO_WORD)
    assert "2 of them are from the first run" in desk.text
    form, late = (desk.follow("Let all of them go") for _ in range(2))
    third = trigger(arrange(lambda: world.stay(ward, person=world.person(surname="Cole"))))
    assert set(form.submit("Let them go").errors) == {"because"}
    assert "Take out the person’s name" in form.submit("Let them go", because="Mr Alder is leaving").errors["because"]
    done = form.submit("Let them go", because="The panel sits twice this week")
    assert "Let go for 2 people" in done.text
    assert done.heading == "To word: 1"
    assert {now_is(each).outcome for each in (triggered, another)} == {"The panel sits twice this week"}
    assert now_is(third).state is State.TO_WORD
    again = late.submit("Let them go", because="Not now", status=409)
    assert "Not now" in again.text
    assert "each of them was worded, was let go or lapsed" in again.text


def test_an_ask_for_a_group_that_somebody_let_go_is_not_lost(
    browse_as: BrowseAs, people: People, triggered: Escalation, another: Escalation, session: Session
) -> None:
    desk = browse_as(people.coordinator).get(TO_WORD)
    ask, let_go = desk.follow("Ask once for all of them"), desk.follow("Let all of them go")
    let_go.submit("Let them go", because="The panel sits twice this week")
    page = ask.submit("Ask", ask="Name a lead for panels", due_on=FRIDAY, status=409)
    assert "Name a lead for panels" in page.text
    session.rollback()
    assert session.scalars(select(Escalation).where(Escalation.subject == Subject.THEME)).all() == []


def test_a_coordinator_of_one_ward_is_offered_no_ask_that_only_the_trust_may_make(
    browse_as: BrowseAs,
    triggered: Escalation,
    another: Escalation,
    world: World,
    ward: Ward,
    arrange: Arrange,
    now_is: Load,
) -> None:
    of_trust = browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust)))
    ask = of_trust.get(TO_WORD).link("Ask once for all of them")
    of_ward = browse_as(arrange(lambda: world.user(Role.COORDINATOR, ward)))
    desk = of_ward.get(TO_WORD)
    assert desk.heading == "To word: 2"
    assert "Ask once" not in desk.text
    of_ward.get(ask, status=403)
    fields = {"shown": f"{triggered.id.hex} {another.id.hex}", "ask": "Name a lead for panels"}
    day = {"due_on-day": FRIDAY.day, "due_on-month": FRIDAY.month, "due_on-year": FRIDAY.year}
    of_ward.post(ask, fields | day, status=403)
    of_ward.get(f"/escalations/{triggered.id}/word").submit("Ask", ask="Decide the split", due_on=FRIDAY)
    assert now_is(triggered).state is State.WAITING
    third = of_ward.get(f"/escalations/{another.id}/let-go").submit("Let it go", because="A place is promised")
    assert third.heading == "To word: 0"


def test_who_may_not_ask_is_refused_and_another_ward_is_not_there(
    browse_as: BrowseAs, people: People, stay: Stay, ward: Ward, world: World, arrange: Arrange
) -> None:
    bank = arrange(lambda: world.user(Role.BANK_WORKER, ward))
    browse_as(bank).get(f"/stays/{stay.id}/escalate", status=403)
    elsewhere = arrange(lambda: world.user(Role.WARD_MEMBER, world.ward("Hazel")))
    browse_as(elsewhere).get(f"/stays/{stay.id}/escalate", status=404)
    browse_as(people.sro).get(TO_WORD, status=403)
