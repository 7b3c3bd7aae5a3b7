"""What was answered this week, and by whom it was to be answered: each number says what it counts and opens that."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.escalation.commands import AskExecutive, Decide, ask_executive, decide
from discharge.escalation.rules.ladder import SERVICE
from discharge.places.models import Organisation, Ward
from tests.browse import Page
from tests.factories import NOW, TODAY, World
from tests.integration.conftest import Clock
from tests.integration.escalation.cards import OURS, as_it_stands, section
from tests.integration.escalation.conftest import People, Raise, stands
from tests.shapes import Arrange, BrowseAs, Do

DAY = timedelta(days=1)


def lines(page: Page) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page.html.select("tbody tr")]


def test_what_others_answered_about_what_a_council_owes_is_not_counted_as_its_own(
    browse_as: BrowseAs,
    people: People,
    at_top: Raise,
    world: World,
    ward: Ward,
    arrange: Arrange,
    do: Do,
    session: Session,
    council: Organisation,
) -> None:
    one, two = at_top(ask="One"), at_top(ask="Two", stay_id=arrange(lambda: world.stay(ward)).id)
    theirs = browse_as(people.council)
    for each in (one, two):
        asking = AskExecutive(escalation_id=each.id, version=1, organisation_id=council.id, words="Please agree it")
        do(ask_executive, asking, by=people.sro)
    page = theirs.get("/sro")
    assert section(page, "Answered this week").endswith(
        "0 decided, 0 returned, 0 risen without an answer. "
        "Of all levels, of what your organisation owes or was asked: 0 rose, 2 answered"
    )
    assert not page.html.select("a[href='/sro/week?whose=own']")
    version = as_it_stands(session, one).version
    said = Decide(escalation_id=one.id, version=version, words="Agreed", done_by="Finance", by_on=TODAY)
    do(decide, said, by=people.council)
    page = theirs.get("/sro")
    assert "1 decided (median 0 working days), 0 returned, 0 risen" in section(page, "Answered this week")
    assert "owes or was asked: 0 rose, 3 answered" in section(page, "Answered this week")
    own = page.follow("Which they are")
    assert (own.heading, len(lines(own))) == ("Answered this week", 1)
    assert "Decided by Clive Council" in lines(own)[0]
    whole = page.follow("Of all levels")
    assert (whole.heading, len(lines(whole))) == ("Rose and answered at all levels this week", 3)
    asked = browse_as(people.sro).get("/sro")
    assert "0 decided, 0 returned, 2 executives asked, 0 risen" in section(asked, "Answered this week")
    assert len(lines(asked.follow("Which they are"))) == 2


def test_what_an_executive_did_not_answer_in_time_is_theirs_and_has_gone_back(
    browse_as: BrowseAs,
    people: People,
    at_top: Raise,
    do: Do,
    clock: Clock,
    risen: Callable[..., bool],
    council: Organisation,
) -> None:
    one = at_top(ask="One")
    asking = AskExecutive(escalation_id=one.id, version=1, organisation_id=council.id, words="Please agree it")
    do(ask_executive, asking, by=people.sro)
    later = NOW + 10 * DAY
    assert risen(one, later)
    clock.now = later
    page = browse_as(people.council).get("/sro")
    assert "0 risen without an answer, 1 gone back to who asked without an answer" in section(
        page, "Answered this week"
    )
    assert "0 rose, 1 went back unanswered, 0 answered" in section(page, "Answered this week")
    assert len(lines(page.follow("Which they are"))) == 1
    over_it = browse_as(people.sro).get("/sro")
    assert "gone back to who asked" not in section(over_it, "Answered this week")


def test_who_answers_on_one_ward_counts_that_ward(
    browse_as: BrowseAs, people: People, raised: Raise, world: World, ward: Ward, arrange: Arrange, do: Do
) -> None:
    rowan = arrange(lambda: world.ward("Rowan"))
    other = arrange(lambda: world.stay(rowan))

    here = raised(owner=OURS, level=SERVICE)
    there = raised(owner=OURS, level=SERVICE, stay_id=other.id, by=people.coordinator)
    for each in (here, there):
        said = Decide(escalation_id=each.id, version=1, words="Yes", done_by="Sam", by_on=TODAY)
        do(decide, said, by=people.service)

    def matron() -> User:
        user: User = world.user(Role.SERVICE_MANAGER, ward, name="Mo Matron")
        stands(world, user, ward, SERVICE)
        return user

    page = browse_as(arrange(matron)).get("/sro")
    assert "1 decided" in section(page, "Answered this week")
    assert len(lines(page.follow("Which they are"))) == 1
