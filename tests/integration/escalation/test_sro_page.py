"""What waits for an executive, and answering it in place."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from discharge.access.models import Membership, Role, User
from discharge.blockers.rules.owner import Owner
from discharge.core.clock import local_date
from discharge.days.rules.codes import OwnerKind
from discharge.escalation.commands import AskExecutive, Close, Decide, Rise, ask_executive, close, decide, rise
from discharge.escalation.commands.ladder import SetLevel, set_level
from discharge.escalation.rules.ladder import DIRECTORS, SRO, Terms
from discharge.escalation.rules.states import State
from discharge.jobs.queries.mornings import Reader, morning_lines
from discharge.places.models import Organisation, OrganisationKind, OutsideContact, Ward
from discharge.places.rules.policy import Key
from discharge.stays.models import ReadyPeriod, Stay
from discharge.stays.rules.reference import reference_of_stay
from tests.awaited import owed
from tests.browse import Browse, Page
from tests.factories import NOW, TODAY, World
from tests.integration.conftest import Clock
from tests.integration.escalation.cards import OURS, as_it_stands, cards, section
from tests.integration.escalation.conftest import PANEL, SWEEP, People, Raise, stands
from tests.shapes import Arrange, BrowseAs, Do


def ready(world: World, stay: Stay, days: int) -> None:
    decided = {"is_clinical_decision": True, "is_team_decision": True, "is_safe": True, "were_person_views_heard": True}
    since = {"started_on": TODAY - timedelta(days=days), "entered_at": NOW, "decided_by": "Dr Osei"}
    world.session.add(ReadyPeriod(organisation_id=stay.organisation_id, stay_id=stay.id, **since, **decided))
    world.session.flush()


def buttons(page: Page) -> list[str]:
    found = page.html.select("article.discharge-ask .nhsuk-button")
    for each in page.html.select(".nhsuk-u-visually-hidden"):
        each.decompose()
    return [" ".join(each.get_text(" ").split()) for each in found if each.name == "a"]


def test_only_what_stands_at_my_level_waits_for_me(
    sro: Browse, browse_as: BrowseAs, people: People, at_top: Raise, raised: Raise, ward: Ward, stay: Stay
) -> None:
    at_top(ask="Agree interim funding by Friday")
    raised(ask="Name a lead", level=DIRECTORS)
    page = sro.get("/sro")
    assert page.heading == "Waiting for you: 1"
    (card,) = cards(page)
    for words in ("Agree interim funding by Friday", "E-1", reference_of_stay(stay.id), ward.name, "Westmere Council"):
        assert words in card
    assert "Alder" not in page.text
    assert browse_as(people.director).get("/sro").heading == "Waiting for you: 1"


def test_nothing_that_waits_is_said(sro: Browse, browse_as: BrowseAs, world: World, arrange: Arrange) -> None:
    page = sro.get("/sro")
    assert page.heading == "Waiting for you: 0"
    assert "Nothing waits for you" in page.text
    nowhere = arrange(lambda: world.user(Role.EXECUTIVE, world.trust, name="Nora Nowhere"))
    assert "You stand at no level of the ladder" in browse_as(nowhere).get("/sro").text


def test_the_latest_clock_stands_first_and_says_how_late_it_is(
    sro: Browse, at_top: Raise, world: World, ward: Ward, arrange: Arrange, clock: Clock
) -> None:
    other = arrange(lambda: world.stay(ward))
    at_top(ask="The second", stay_id=other.id, at=NOW)
    at_top(ask="The first", at=NOW - timedelta(days=4))
    clock.now = NOW + timedelta(days=7)  # the next Monday: five working days on
    first, second = cards(sro.get("/sro"))
    assert "The first" in first
    assert "Late" in first
    assert "2 working days past the clock" in first
    assert "answer due today" in second


def test_what_our_own_power_settles_is_decided_in_place(sro: Browse, at_top: Raise, session: Session) -> None:
    escalation = at_top(ask="Fund a week of support", owner=OURS)
    page = sro.get("/sro")
    assert buttons(page) == ["Decide", "Ask back", "Return", "History"]
    form = sro.get(f"/sro/{escalation.id}/decide")
    assert form.heading == "Waiting for you: 1"
    by = {"by_on-day": "30", "by_on-month": "11", "by_on-year": "2026"}
    done = form.submit("Save decision", form="article form", words="Two weeks of support", done_by="Finance", **by)
    assert done.heading == "Waiting for you: 0"
    now = as_it_stands(session, escalation)
    assert (now.state, str(now.promised_on)) == (State.DECIDED, "2026-11-30")
    assert "Two weeks of support (Finance), by Mon 30 Nov Due in 7 days" in section(done, "What I promised")
    assert "1 decided (median 0 working days), 0 returned, 0 risen" in section(done, "Answered this week")
    assert "1 answer not seen yet" in section(done, "Answered this week")


def test_over_a_councils_money_its_executive_is_asked(
    sro: Browse, browse_as: BrowseAs, people: People, at_top: Raise, session: Session, council: Organisation
) -> None:
    escalation = at_top(ask="Agree interim funding")
    assert buttons(sro.get("/sro"))[0] == "Ask their executive"
    sro.get(f"/sro/{escalation.id}/decide", status=403)
    form = sro.get(f"/sro/{escalation.id}/ask-executive")
    assert sro_field(form, "organisation_id") == str(council.id)
    done = form.submit("Ask them", form="article form", words="Please agree the interim money")
    assert done.heading == "Waiting for you: 0"
    assert as_it_stands(session, escalation).asked_id == council.id
    theirs = browse_as(people.council).get("/sro")
    assert theirs.heading == "Waiting for you: 1"
    assert buttons(theirs)[0] == "Decide"


def sro_field(page: Page, name: str) -> str:
    option = page.html.select_one(f"select[name={name}] option[selected]")
    return str(option["value"]) if option else ""


def test_an_office_outside_the_system_is_taken_up_with(
    sro: Browse, at_top: Raise, world: World, arrange: Arrange, session: Session
) -> None:
    court: OutsideContact = arrange(lambda: world.contact("Ministry of Justice"))
    escalation = at_top(ask="Agree to the placement", owner=Owner(OwnerKind.COURTS, contact_id=court.id))
    assert buttons(sro.get("/sro"))[0] == "Take up with Ministry of Justice"
    by = {"expected_on-day": "1", "expected_on-month": "12", "expected_on-year": "2026"}
    form = sro.get(f"/sro/{escalation.id}/take-up")
    form.submit("Save", form="article form", words="Telephoned the case worker", **by)
    assert as_it_stands(session, escalation).state is State.DECIDED


def test_one_is_asked_back_and_one_is_returned(
    sro: Browse, at_top: Raise, world: World, ward: Ward, arrange: Arrange, session: Session
) -> None:
    other = arrange(lambda: world.stay(ward))
    one, another = at_top(ask="One"), at_top(ask="Another", stay_id=other.id)
    form = sro.get(f"/sro/{one.id}/ask-back")
    form.submit("Send question", form="article form", words="Which placement is it?")
    form = sro.get(f"/sro/{another.id}/return")
    done = form.submit("Return it", form="article form", words="Agree the price first", level=str(DIRECTORS))
    assert done.heading == "Waiting for you: 0"
    assert "1 returned, 1 asked back" in section(done, "Answered this week")
    assert as_it_stands(session, one).state is State.ASKED_BACK
    assert as_it_stands(session, another).level == DIRECTORS


def test_a_form_that_lacks_something_says_so_and_keeps_the_rest(sro: Browse, at_top: Raise) -> None:
    escalation = at_top(owner=OURS)
    page = sro.get(f"/sro/{escalation.id}/decide").submit("Save decision", form="article form", words="Fund it")
    assert page.errors["by_on"] == "Enter the day by which it is done"
    assert "Fund it" in str(page.html.select_one("textarea"))


def test_a_decision_after_somebody_else_decided_shows_both(
    sro: Browse, people: People, at_top: Raise, do: Do, session: Session
) -> None:
    escalation = at_top(owner=OURS)
    form = sro.get(f"/sro/{escalation.id}/decide")
    theirs = Decide(
        escalation_id=escalation.id,
        version=as_it_stands(session, escalation).version,
        words="Not this year",
        done_by="Finance",
        by_on=TODAY + timedelta(days=3),
    )
    do(decide, theirs, by=people.sro)
    by = {"by_on-day": "30", "by_on-month": "11", "by_on-year": "2026"}
    answer = form.submit("Save decision", form="article form", words="Fund it now", done_by="Finance", **by, status=409)
    assert "Not this year" in answer.text
    assert "Fund it now" in answer.text


def test_what_was_closed_meanwhile_is_said_by_the_same_page(
    sro: Browse, people: People, at_top: Raise, do: Do, session: Session
) -> None:
    escalation = at_top(owner=OURS)
    form = sro.get(f"/sro/{escalation.id}/decide")
    version = as_it_stands(session, escalation).version
    do(close, Close(escalation_id=escalation.id, version=version, outcome="They went home"), by=people.coordinator)
    by = {"by_on-day": "30", "by_on-month": "11", "by_on-year": "2026"}
    answer = form.submit("Save decision", form="article form", words="Fund it now", done_by="Finance", **by, status=409)
    assert answer.heading == f"{escalation.reference} It was closed meanwhile"
    assert "Fund it now" in answer.text
    assert sro.get(f"/sro/{escalation.id}/decide", status=409).heading == answer.heading


def test_somebody_of_another_trust_answers_nothing(
    at_top: Raise, browse_as: BrowseAs, world: World, arrange: Arrange
) -> None:
    escalation = at_top()
    other = arrange(lambda: world.organisation(OrganisationKind.TRUST, "Southmoor Mental Health"))
    stranger: User = arrange(lambda: world.user(Role.EXECUTIVE, other, name="Rhona Blake"))
    arrange(lambda: stands(world, stranger, other, SRO))
    assert browse_as(stranger).get("/sro").heading == "Waiting for you: 0"
    browse_as(stranger).get(f"/sro/{escalation.id}/decide", status=404)


def test_people_who_wait_for_the_same_are_a_theme_with_its_money(
    sro: Browse, at_top: Raise, world: World, ward: Ward, stay: Stay, arrange: Arrange, council: Organisation
) -> None:
    owner = Owner(OwnerKind.COUNCIL, council.id)

    def wait() -> None:
        for each in (stay, world.stay(ward), world.stay(ward)):
            ready(world, each, 10)
            owed(world, each, reason=PANEL, owner=owner)
        world.number(Key.BED_DAY_COST, 435)

    arrange(wait)
    at_top()
    themes = section(sro.get("/sro"), "Waiting for the same")
    assert "owed by Westmere Council : 3 people, 30 bed days, about £13,000" in themes
    assert "E-1" in themes
    assert "clinically ready 11 days" in cards(sro.get("/sro"))[0]


def test_a_council_sees_neither_ward_nor_days_of_one_person(
    browse_as: BrowseAs,
    people: People,
    at_top: Raise,
    world: World,
    stay: Stay,
    arrange: Arrange,
    do: Do,
    council: Organisation,
) -> None:
    arrange(lambda: ready(world, stay, 40))
    escalation = at_top(ask="Agree interim funding")
    ask = AskExecutive(
        escalation_id=escalation.id,
        version=escalation.version,
        organisation_id=council.id,
        words="Please agree it",
    )
    do(ask_executive, ask, by=people.sro)
    (card,) = cards(browse_as(people.council).get("/sro"))
    assert "Birch" not in card
    assert "40 days" not in card
    assert "clinically ready 4 to 13 weeks" in card
    assert "Who is it?" not in card


def test_the_page_of_one_escalation_names_no_ward_to_who_may_not_know_who_it_is(
    browse_as: BrowseAs, people: People, at_top: Raise, world: World, ward: Ward, arrange: Arrange
) -> None:
    address = f"/escalations/{at_top(ask='Agree interim funding').id}"
    for outside in (people.system, people.council):
        page = browse_as(outside).get(address)
        assert "Birch" not in page.text
        assert "Adult acute" not in page.text  # the only ward with such beds: it would be its name
        assert "A ward, " in page.text
    assert "Birch" in browse_as(people.sro).get(address).text
    arrange(lambda: world.ward("Elm", bed_type=ward.bed_type))
    page = browse_as(people.system).get(address)
    assert "Birch" not in page.text
    assert "A ward, " not in page.text


def test_the_coordinator_for_the_system_gives_and_moves_with_reasons(
    browse_as: BrowseAs, people: People, at_top: Raise, raised: Raise, world: World, ward: Ward, arrange: Arrange
) -> None:
    raised(ask="Name a lead", level=DIRECTORS, stay_id=arrange(lambda: world.stay(ward)).id)
    escalation = at_top(ask="Agree interim funding")
    desk = browse_as(people.system)
    page = desk.get("/sro")
    assert page.heading == "Open in the system: 2"
    assert buttons(page)[:2] == ["Give to somebody", "Move the day"]
    form = desk.get(f"/sro/{escalation.id}/assign")
    page = form.submit("Save name", form="article form", named_person="Joan Ellery", because="She chairs the panel")
    assert "with Joan Ellery" in " ".join(cards(page))
    form = desk.get(f"/sro/{escalation.id}/move-due")
    day = {"due_on-day": "14", "due_on-month": "12", "due_on-year": "2026"}
    missing = form.submit("Move the day", form="article form", because="", **day)
    assert missing.errors["because"] == "Enter why the day moves"
    page = missing.submit("Move the day", form="article form", because="The panel meets that day")
    assert "needed by Mon 14 Dec" in " ".join(cards(page))


def test_the_morning_of_the_coordinator_for_the_system_counts_what_their_page_shows(
    browse_as: BrowseAs, people: People, raised: Raise, session: Session, do: Do, clock: Clock
) -> None:
    raised(level=SRO)
    raised(level=DIRECTORS)
    promised = raised(level=SRO, owner=OURS)
    yes = Decide(escalation_id=promised.id, version=promised.version, words="Yes", done_by="Finance", by_on=TODAY)
    do(decide, yes, by=people.sro)
    clock.now = NOW + timedelta(days=8)  # past five days and the day promised, not past ten
    page = browse_as(people.system).get("/sro")
    assert page.heading == "Open in the system: 3"
    assert sum("past" in card for card in cards(page)) == 2
    reader = Reader(user_id=people.system.id, organisation_id=None)
    said = {line.label: line.count for line in morning_lines(session, reader, now=clock.now)}
    assert said["escalations open in the system"] == 3
    assert said["escalations past their clock or the day promised"] == 2
    others = morning_lines(session, Reader(user_id=people.director.id, organisation_id=None), now=clock.now)
    assert "escalations open in the system" not in {line.label for line in others}


def test_what_rose_by_the_clock_names_nobody_who_did_it(sro: Browse, raised: Raise, session: Session, do: Do) -> None:
    escalation = raised(level=DIRECTORS)
    later = NOW + timedelta(days=40)
    assert do(rise, Rise(escalation_id=escalation.id, seen_on=local_date(later)), by=SWEEP, at=later)
    (card,) = cards(sro.get("/sro"))
    assert "Went up a level, " in card
    assert f"by {SWEEP.name}" not in card


def test_a_form_closed_without_an_answer_leads_back_to_its_card(sro: Browse, at_top: Raise) -> None:
    escalation = at_top()
    page = sro.get(f"/sro/{escalation.id}/ask-back")
    card = page.html.select_one("article.discharge-ask")
    assert card is not None
    assert page.link("Do not answer now") == f"/sro#{card['id']}"


def test_levels_with_nobody_are_a_fault(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> None:
    only = arrange(lambda: world.user(Role.EXECUTIVE, world.trust, name="Stella Officer"))
    arrange(lambda: stands(world, only, world.trust, SRO))
    page = browse_as(only).get("/sro")
    lacking = "Ward (on 1 ward), Service, Head of service with partners and Directors"
    assert f"Nobody answers at {lacking}" in page.text


def test_who_lost_their_role_answers_at_no_level_and_a_level_has_the_name_its_trust_gave_it(
    browse_as: BrowseAs, world: World, people: People, arrange: Arrange, do: Do
) -> None:
    assert "Nobody answers at" not in browse_as(people.sro).get("/sro").text
    arrange(lambda: world.session.execute(delete(Membership).where(Membership.user_id == people.director.id)))
    administrator = arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust))
    chiefs = Terms(level=DIRECTORS, name="Chiefs", role="Chief", answer_days=3, meets="")
    set_to = SetLevel(place_id=world.trust.id, terms=chiefs, from_on=TODAY, source="Board paper 7")
    do(set_level, set_to, by=administrator)
    assert "Nobody answers at Chiefs" in browse_as(people.sro).get("/sro").text


def test_the_week_lists_what_it_counts(sro: Browse, people: People, at_top: Raise, do: Do) -> None:
    escalation = at_top(ask="Fund a week", owner=OURS)
    decided = Decide(
        escalation_id=escalation.id, version=escalation.version, words="Yes", done_by="Finance", by_on=TODAY
    )
    do(decide, decided, by=people.sro)
    page = sro.get("/sro/week")
    assert "Fund a week" in page.text
    assert "Decided by Stella Officer" in page.text


def test_the_page_costs_as_many_statements_for_many_as_for_few(
    sro: Browse,
    at_top: Raise,
    world: World,
    ward: Ward,
    arrange: Arrange,
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    def more() -> None:
        other = arrange(lambda: world.stay(ward))
        at_top(stay_id=other.id)

    more()
    sro.get("/sro")
    few = count_queries(lambda: sro.get("/sro"))
    for _ in range(4):
        more()
    assert count_queries(lambda: sro.get("/sro")) - few <= 4  # the people of a new list are written down once
    assert count_queries(lambda: sro.get("/sro")) == few
