"""The page of one escalation and its forms, as those who ask and those who answer use them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from discharge.access.models import Membership
from discharge.audit.models import AuditLine
from discharge.blockers.rules.owner import Owner
from discharge.core.errors import RuleBroken
from discharge.core.transaction import carry_out
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import (
    Acknowledge,
    AskExecutive,
    Decide,
    ReturnTo,
    TakeUp,
    acknowledge,
    ask_executive,
    decide,
    return_to,
    take_up,
)
from discharge.escalation.commands.keeping import New, insert_escalation
from discharge.escalation.models import Escalation, EscalationLook
from discharge.escalation.rules.ladder import DIRECTORS, HEADS, SERVICE
from discharge.escalation.rules.states import State, StepKind, Subject
from discharge.escalation.rules.triggers import Trigger
from discharge.places.models import Organisation, OrganisationKind
from discharge.stays.models import Stay
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.escalation.conftest import FRIDAY, SWEEP, Load, People, Raise, Steps
from tests.shapes import Arrange, BrowseAs, Do


@pytest.fixture
def ours(raised: Raise, people: People) -> Escalation:
    """Owed by the trust itself: whoever stands over it may decide. people: on the ladder before it was raised."""
    assert people
    return raised(owner=Owner(OwnerKind.TRUST))


def actions(page: Page) -> list[str]:
    return [link.get_text(strip=True) for link in page.html.select("nav[aria-label='Answer this'] a")]


def address(escalation: Escalation, verb: str = "") -> str:
    return f"/escalations/{escalation.id}/{verb}".rstrip("/")


def test_the_ward_sees_what_it_asked_where_it_stands_and_whose_it_is(browse: Browse, ours: Escalation) -> None:
    page = browse.get(address(ours))
    assert page.heading == "E-1001, Birch, Northmoor Mental Health Agree interim funding"
    assert "Waits for Service: Sam Service" in page.text
    assert "Answer due Tue 24 Nov" in page.text
    assert "Ruth ALDER" in page.text or "Alder" in page.text
    assert " days ago" not in page.text  # raised today
    assert actions(page) == ["Add a note", "Close"]
    assert "Nobody who answers has opened this yet" in page.text


def test_who_answers_is_offered_what_their_organisation_has_the_power_to_do(
    browse_as: BrowseAs, people: People, ours: Escalation, raised: Raise
) -> None:
    page = browse_as(people.service).get(address(ours))
    assert actions(page) == ["Decide", "Ask back", "Return", "Add a note", "Close"]
    owed_by_council = raised()
    page = browse_as(people.director).get(address(owed_by_council))
    assert actions(page) == ["Ask their executive", "Ask back", "Return", "Add a note"]
    page = browse_as(people.council).get(address(owed_by_council))
    assert actions(page) == []


def test_an_executive_sees_no_name_and_one_of_another_organisation_no_ward(
    browse_as: BrowseAs, people: People, raised: Raise
) -> None:
    made = raised()
    for user in (people.sro, people.council, people.system):
        words = browse_as(user).get(address(made)).text
        assert "Alder" not in words
        assert "ALDER" not in words
    assert "Birch" in browse_as(people.sro).get(address(made)).text
    assert "Birch" not in browse_as(people.council).get(address(made)).text


def test_a_look_is_a_receipt_the_first_time_and_on_record_each_time(
    browse_as: BrowseAs, browse: Browse, people: People, ours: Escalation, session: Session
) -> None:
    for _ in range(2):
        browse_as(people.sro).get(address(ours))
    assert "Stella Officer, 23 November 2026 at 09:30" in browse.get(address(ours)).text
    session.rollback()
    assert [look.name for look in session.scalars(select(EscalationLook))] == ["Stella Officer"]
    lines = session.scalars(select(AuditLine.user_name).where(AuditLine.action == "escalation.shown")).all()
    assert lines == ["Stella Officer", "Stella Officer", "Priya Nair"]


def test_acknowledged_and_decided_in_two_presses_and_what_is_typed(
    browse_as: BrowseAs, browse: Browse, people: People, ours: Escalation, steps: Steps
) -> None:
    page = browse_as(people.service).get(address(ours)).submit("Acknowledge")
    assert "Acknowledged. The clock goes on until you answer" in page.text
    assert not page.html.select("nav button")  # said once
    form = page.browse.get(address(ours, "decide"))
    page = form.submit("Save decision", words="Fund six weeks", done_by="Panel chair", by_on=FRIDAY)
    assert "Decided. Whoever asked has been told" in page.text
    assert [step.kind for step in steps(ours)] == [StepKind.RAISED, StepKind.ACKNOWLEDGED, StepKind.DECIDED]
    seen = browse.get(address(ours)).text
    assert "Decided: Fund six weeks. Panel chair, by 27 November 2026." in seen
    assert "Decided, due Fri 27 Nov" in seen


@pytest.mark.parametrize(
    ("verb", "save", "typed", "kind"),
    [
        ("ask-back", "Send question", {"words": "Since when?"}, StepKind.ASKED_BACK),
        ("return", "Return it", {"words": "Ask the family first"}, StepKind.RETURNED),
        ("note", "Save note", {"words": "Rang the panel"}, StepKind.NOTED),
    ],
)
def test_each_answer_is_a_form_of_its_own(
    browse_as: BrowseAs,
    people: People,
    ours: Escalation,
    steps: Steps,
    verb: str,
    save: str,
    typed: dict[str, str],
    kind: StepKind,
) -> None:
    browse_as(people.service).get(address(ours, verb)).submit(save, **typed)
    assert steps(ours)[-1].kind is kind


def test_an_executive_is_asked_and_decides_and_the_ward_closes(
    browse_as: BrowseAs, browse: Browse, people: People, raised: Raise, council: Organisation, now_is: Load
) -> None:
    made = raised()
    form = browse_as(people.service).get(address(made, "ask-executive"))  # their organisation is chosen already
    page = form.submit("Ask them", words="Agree your half")
    assert "Waits for the executive of Westmere Council: Clive Council" in page.text
    asked = browse_as(people.council).get(address(made))
    assert actions(asked) == ["Decide", "Ask back", "Return", "Add a note"]
    asked.browse.get(address(made, "decide")).submit("Save decision", words="Agreed", done_by="Panel", by_on=FRIDAY)
    browse.get(address(made, "close")).submit("Close", outcome="Funded")
    assert now_is(made).state is State.CLOSED
    assert now_is(made).asked_id == council.id


def test_asking_where_nobody_is_named_says_so_before_and_after(
    browse_as: BrowseAs, people: People, raised: Raise, world: World, arrange: Arrange, now_is: Load
) -> None:
    homes = arrange(lambda: world.organisation(OrganisationKind.HOUSING_PROVIDER, "Harbour Homes"))
    made = raised(owner=Owner(OwnerKind.HOUSING, homes.id))
    form = browse_as(people.service).get(address(made, "ask-executive"))
    offered = [option.get_text(strip=True) for option in form.html.select("option")]
    assert "Harbour Homes: nobody is named who answers" in offered
    assert "Westmere Council" in offered
    page = form.submit("Ask them", words="Offer one of the flats")
    assert "But nobody is named who answers there: those who coordinate have been told" in page.text
    assert now_is(made).asked_id == homes.id


def test_who_was_asked_gives_it_back_to_who_asked_unless_they_choose_another(
    browse_as: BrowseAs, people: People, raised: Raise, now_is: Load
) -> None:
    made = raised(level=HEADS)
    browse_as(people.head).get(address(made, "ask-executive")).submit("Ask them", words="Agree your half")
    browse_as(people.council).get(address(made, "return")).submit("Return it", words="It is for the district")
    assert (now_is(made).level, now_is(made).asked_id) == (HEADS, None)


def test_the_coordinator_for_the_system_names_somebody_and_moves_the_day(
    browse_as: BrowseAs, people: People, ours: Escalation, now_is: Load
) -> None:
    theirs = browse_as(people.system)
    assert actions(theirs.get(address(ours))) == ["Give to somebody", "Move the day", "Add a note", "Close"]
    theirs.get(address(ours, "assign")).submit("Save name", named_person="Hari Head", because="Knows it")
    theirs.get(address(ours, "move-due")).submit("Move the day", due_on=FRIDAY, because="Sooner")
    assert (now_is(ours).named_person, now_is(ours).due_on) == ("Hari Head", FRIDAY)


def test_what_a_trigger_raised_is_worded_on_its_page(
    browse_as: BrowseAs, people: People, session: Session, stay: Stay, now_is: Load
) -> None:
    new = New(
        organisation_id=stay.organisation_id,
        subject=Subject.STAY,
        owner=Owner(OwnerKind.TRUST),
        level=HEADS,
        state=State.TO_WORD,
        stay_id=stay.id,
        person_id=stay.person_id,
        ward_id=stay.last_ward_id,
        trigger=Trigger.READY,
    )
    made = session.get_one(Escalation, carry_out(session, insert_escalation, new, actor=SWEEP, now=NOW))
    session.expunge_all()
    browse_as(people.sro).get(address(made), status=404)
    page = browse_as(people.coordinator).get(address(made))
    assert page.heading.endswith("Clinically ready and still here")
    assert actions(page) == ["Word it", "Let it go"]
    page.browse.get(address(made, "word")).submit("Ask", ask="Agree interim funding", due_on=FRIDAY)
    assert (now_is(made).state, now_is(made).level) == (State.WAITING, HEADS)
    browse_as(people.sro).get(address(made))


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": "Ring Ruth"}, "words"),
        ({"done_by": ""}, "done_by"),
        ({"by_on": TODAY - timedelta(days=1)}, "by_on"),
        ({"by_on": None, "by_on-day": ""}, "by_on"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    browse_as: BrowseAs, people: People, ours: Escalation, typed: dict[str, object], field: str
) -> None:
    form = browse_as(people.service).get(address(ours, "decide"))
    given = {"words": "Fund it", "done_by": "Panel", "by_on": FRIDAY} | typed
    if given["by_on"] is None:
        given.pop("by_on")
    page = form.submit("Save decision", **given)
    assert list(page.errors) == [field]


def test_what_looks_personal_is_asked_about_once_and_may_be_sent(
    browse_as: BrowseAs, people: People, ours: Escalation, steps: Steps
) -> None:
    form = browse_as(people.service).get(address(ours, "note"))
    page = form.submit("Save note", words="Ring the panel on 01632 960 001")
    assert page.errors == {
        "words": "This looks like a telephone number. Take it out, or send it again if it belongs here"
    }
    assert len(steps(ours)) == 1
    page.submit("Save note")
    assert steps(ours)[-1].words == "Ring the panel on 01632 960 001"


def test_two_who_decide_see_both_texts_and_the_second_may_go_on(
    browse_as: BrowseAs, people: People, ours: Escalation, steps: Steps
) -> None:
    late = browse_as(people.director).get(address(ours, "decide"))
    first = browse_as(people.service).get(address(ours, "decide"))
    first.submit("Save decision", words="Fund six weeks", done_by="Panel", by_on=FRIDAY)
    both = late.submit("Save decision", words="Refuse it", done_by="Panel", by_on=FRIDAY, status=409)
    assert "Decided: Fund six weeks" in both.text
    assert "Decided: Refuse it" in both.text
    both.submit("Save decision")
    assert [step.words for step in steps(ours)][1:] == ["Fund six weeks", "Refuse it"]


def test_a_decision_after_it_rose_is_refused_with_what_happened(
    browse_as: BrowseAs, people: People, ours: Escalation, risen: Callable[..., bool], now_is: Load
) -> None:
    form = browse_as(people.service).get(address(ours, "decide"))
    assert risen(ours, NOW + timedelta(days=2))
    page = form.submit("Save decision", words="Fund it", done_by="Panel", by_on=FRIDAY, status=409)
    assert "Went up a level, to Head of service with partners" in page.text
    assert "Decided: Fund it" in page.text
    assert page.html.select_one("main a")["href"] == address(ours)  # type: ignore[index]
    assert now_is(ours).level == HEADS
    form.browse.get(address(ours, "decide"), status=403)
    assert actions(form.browse.get(address(ours))) == ["Add a note", "Close"]


@pytest.mark.parametrize("verb", ["decide", "ask-back", "acknowledge"])
def test_what_was_closed_meanwhile_says_so_and_never_to_save_again(
    browse_as: BrowseAs, people: People, ours: Escalation, steps: Steps, verb: str
) -> None:
    form = browse_as(people.service).get(address(ours) if verb == "acknowledge" else address(ours, verb))
    browse_as(people.manager).get(address(ours, "close")).submit("Close", outcome="They went home")
    typed = {} if verb == "acknowledge" else {"words": "Fund six weeks in full"}
    button = {"decide": "Save decision", "ask-back": "Send question", "acknowledge": "Acknowledge"}[verb]
    page = form.submit(button, status=409, **typed)
    assert page.heading == f"{ours.reference} It was closed meanwhile"
    assert "They went home. Nobody owes an answer any more. Nothing new was saved." in page.text
    assert "Save again" not in page.text
    assert all(words in page.text for words in typed.values())
    assert page.link("add it as a note") == address(ours, "note")
    assert [step.kind for step in steps(ours)][-1] is StepKind.CLOSED
    opened = form.browse.get(address(ours, verb), status=409)  # also by a link that stood open
    assert opened.heading == page.heading


def test_out_of_sight_is_not_there_and_what_one_may_not_do_is_refused(
    browse_as: BrowseAs, browse: Browse, people: People, ours: Escalation, world: World, arrange: Arrange
) -> None:
    stranger = arrange(lambda: world.user(None))
    browse_as(people.council).get(address(ours), status=404)
    browse_as(people.council).get(address(ours, "note"), status=404)
    browse_as(stranger).get(address(ours), status=403)
    browse.get(address(ours, "decide"), status=403)
    browse.post(address(ours, "acknowledge"), {"one_time_key": "6f6f9a4e-0000-4000-8000-000000000001"}, status=403)
    browse.get(address(ours, "nonsense"), status=404)


def test_a_level_with_nobody_is_shown_as_a_fault(browse: Browse, raised: Raise) -> None:
    page = browse.get(address(raised(level=DIRECTORS)))
    assert "Waits for Directors, where nobody is named" in page.text
    assert "Nobody is named who answers here. Those who coordinate are told" in page.text


def test_the_page_costs_the_same_for_many_steps_as_for_one(
    browse_as: BrowseAs, people: People, ours: Escalation, count_queries: Callable[[Callable[[], object]], int]
) -> None:
    theirs = browse_as(people.sro)
    theirs.get(address(ours))
    one = count_queries(lambda: theirs.get(address(ours)))
    for number in range(5):
        theirs.get(address(ours, "note")).submit("Save note", words=f"Note {number}")
    assert count_queries(lambda: theirs.get(address(ours))) == one


def test_every_level_is_named_on_the_page(browse: Browse, raised: Raise) -> None:
    words = browse.get(address(raised(level=SERVICE))).text
    assert "Executive SRO Senior Responsible Officer, answers within 5 working days. Next review" in words


def test_an_executive_who_lost_their_role_is_not_offered_as_one_who_answers(
    browse_as: BrowseAs, people: People, raised: Raise, arrange: Arrange, session: Session
) -> None:
    made = raised()
    arrange(lambda: session.execute(delete(Membership).where(Membership.user_id == people.council.id)))
    form = browse_as(people.service).get(address(made, "ask-executive"))
    offered = [option.get_text(strip=True) for option in form.html.select("option")]
    assert "Westmere Council: nobody is named who answers" in offered


@pytest.fixture
def paused(arrange: Arrange, session: Session, ours: Escalation) -> Escalation:
    """As it is while the person is not clinically ready any more."""

    def pause() -> Escalation:
        found = session.get_one(Escalation, ours.id)
        found.paused_on = TODAY
        return found

    made: Escalation = arrange(pause)
    return made


def test_while_it_is_paused_no_answer_is_offered(
    browse: Browse, browse_as: BrowseAs, people: People, paused: Escalation
) -> None:
    page = browse_as(people.service).get(address(paused))
    assert "Paused on Mon 23 Nov" in page.text or "Paused on 23 November 2026" in page.text
    assert actions(page) == ["Ask back", "Add a note", "Close"]
    assert "Acknowledge" not in page.text
    assert "clock goes on" not in page.text
    for verb in ("decide", "return", "acknowledge"):
        told = browse_as(people.service).get(address(paused, verb), status=409)
        assert told.heading.endswith("It is paused")
        assert "Nobody owes an answer while it is paused. Nothing new was saved." in told.text
    asked = browse_as(people.service).get(address(paused, "ask-back")).submit("Send question", words="Since when?")
    assert "until there is a reply and the person is clinically ready again" in asked.text
    replied = browse.get(address(paused, "reply")).submit("Send reply", words="Since May")
    assert "The level that asked has its clock again once the person is clinically ready" in replied.text


def test_who_had_begun_to_decide_is_told_that_it_is_paused_and_keeps_their_words(
    browse_as: BrowseAs, people: People, ours: Escalation, arrange: Arrange, session: Session
) -> None:
    page = browse_as(people.service).get(address(ours, "decide"))

    def pause() -> None:
        session.get_one(Escalation, ours.id).paused_on = TODAY

    arrange(pause)
    typed = {"words": "Fund it for six weeks", "done_by": "Sam Service", "by_on": FRIDAY}
    told = page.submit("Save decision", status=409, **typed)
    assert told.heading.endswith("It is paused")
    assert "Fund it for six weeks" in told.text


def test_nothing_that_begins_or_ends_a_clock_is_done_while_it_is_paused(
    do: Do, people: People, paused: Escalation, council: Organisation
) -> None:
    of: dict[str, Any] = {"escalation_id": paused.id, "version": paused.version}
    for act, command in (
        (acknowledge, Acknowledge(escalation_id=paused.id)),
        (decide, Decide(**of, words="Fund it", done_by="Sam", by_on=FRIDAY)),
        (take_up, TakeUp(**of, words="Rang them", expected_on=FRIDAY)),
        (return_to, ReturnTo(**of, level=1, words="Not ours")),
        (ask_executive, AskExecutive(**of, organisation_id=council.id, words="Fund it")),
    ):
        with pytest.raises(RuleBroken, match="This is paused"):
            do(act, command, by=people.service)
