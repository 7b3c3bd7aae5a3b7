"""The ladder as administrators set it: levels from a day on, who answers, deputies and dates, and what is wrong."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.core.errors import NotFound, RuleBroken, Superseded
from discharge.escalation.commands.ladder import AddPost, EndPost, SetLevel, add_post, end_post, set_level
from discharge.escalation.models import LadderPost
from discharge.escalation.queries.ladder import holders, terms_at
from discharge.escalation.rules.ladder import DIRECTORS, HEADS, SERVICE, SRO, WARD, Terms
from discharge.places.models import Organisation, OrganisationKind, Ward
from tests.browse import Browse
from tests.factories import NOW, TODAY, World
from tests.integration.escalation.conftest import People, stands
from tests.shapes import Arrange, BrowseAs, Do

TERMS = Terms(level=SERVICE, name="Matrons", role="Matron", answer_days=2, meets="Huddle", is_always=True)


@pytest.fixture
def administrator(world: World, arrange: Arrange) -> User:
    made: User = arrange(lambda: world.user(Role.ADMINISTRATOR, world.trust, name="Ada Lowe"))
    return made


@pytest.fixture
def matron(world: World, arrange: Arrange) -> User:
    made: User = arrange(lambda: world.user(Role.SERVICE_MANAGER, world.trust, name="Mina Matron"))
    return made


def level(world: World, **given: object) -> SetLevel:
    values = {"place_id": world.trust.id, "terms": TERMS, "from_on": TODAY, "source": "Board paper 7"}
    return SetLevel(**(values | given))  # type: ignore[arg-type]


def post(world: World, user: User, **given: object) -> AddPost:
    values = {"place_id": world.trust.id, "level": SERVICE, "user_id": user.id, "is_deputy": False}
    dates = {"from_on": TODAY, "until_on": None}
    return AddPost(**(values | dates | given))  # type: ignore[arg-type]


def names(
    session: Session, world: World, at: int = SERVICE, *, days: int = 0, ward: Ward | None = None
) -> Sequence[str]:
    session.expunge_all()
    session.rollback()
    key = ward.id if ward else None
    return [each.name for each in holders(session, world.trust.id, key, at, NOW + timedelta(days=days))]


def test_an_organisation_s_own_level_wins_over_its_system_s_and_that_over_ours(
    session: Session, do: Do, world: World, administrator: User, arrange: Arrange
) -> None:
    of_system = arrange(lambda: world.user(Role.ADMINISTRATOR, world.system))
    trust = world.trust.id

    def days_on(day: date) -> int:
        session.rollback()
        return terms_at(session, trust, SERVICE, day).answer_days

    assert days_on(TODAY) == 1
    theirs = Terms(level=SERVICE, name="Service", role="Matron", answer_days=3, meets="")
    do(set_level, level(world, place_id=world.system.id, terms=theirs), by=of_system)
    assert days_on(TODAY) == 3
    tomorrow = TODAY + timedelta(days=1)
    do(set_level, level(world, from_on=tomorrow), by=administrator)
    assert (days_on(TODAY), days_on(tomorrow)) == (3, 2)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"terms": Terms(level=SERVICE, name="", role="Matron", answer_days=2, meets="")}, "name"),
        ({"terms": Terms(level=SERVICE, name="Service", role="", answer_days=2, meets="")}, "role"),
        ({"terms": Terms(level=SERVICE, name="Service", role="Matron", answer_days=61, meets="")}, "answer_days"),
        ({"terms": Terms(level=SERVICE, name="Service", role="Matron", answer_days=1, meets="x" * 101)}, "meets"),
        ({"from_on": TODAY - timedelta(days=1)}, "from_on"),
        ({"source": " "}, "source"),
    ],
)
def test_a_level_that_makes_no_sense_is_refused(
    do: Do, world: World, administrator: User, given: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        do(set_level, level(world, **given), by=administrator)
    assert refused.value.field == field


def test_nobody_sets_the_ladder_of_a_place_that_is_not_theirs(
    do: Do, world: World, administrator: User, matron: User, council: Organisation, people: People
) -> None:
    for place in (world.system.id, council.id):
        with pytest.raises(NotFound):
            do(set_level, level(world, place_id=place), by=administrator)
    with pytest.raises(NotFound):
        do(set_level, level(world), by=people.sro)
    with pytest.raises(NotFound):
        do(add_post, post(world, matron), by=people.sro)


def test_who_answers_has_dates_and_deputies_come_after_them(
    session: Session, do: Do, world: World, administrator: User, matron: User, arrange: Arrange
) -> None:
    other = arrange(lambda: world.user(Role.SERVICE_MANAGER, world.trust, name="Abel Deputy"))
    friday = TODAY + timedelta(days=4)
    do(add_post, post(world, other, is_deputy=True, until_on=friday), by=administrator)
    do(add_post, post(world, matron), by=administrator)
    assert names(session, world) == ["Mina Matron", "Abel Deputy"]
    assert names(session, world, days=5) == ["Mina Matron"]
    assert names(session, world, days=-1) == []


def test_the_same_person_stands_once_on_a_level_on_any_day(
    do: Do, world: World, administrator: User, matron: User
) -> None:
    do(add_post, post(world, matron, until_on=TODAY + timedelta(days=4)), by=administrator)
    with pytest.raises(RuleBroken):
        do(add_post, post(world, matron), by=administrator)
    do(add_post, post(world, matron, from_on=TODAY + timedelta(days=5)), by=administrator)


def test_only_somebody_whose_role_answers_there_is_put_on_it(
    do: Do, world: World, administrator: User, people: People, nurse: User, ward: Ward
) -> None:
    for user in (nurse, people.council, people.manager):  # the manager answers on the ward alone
        with pytest.raises(RuleBroken):
            do(add_post, post(world, user), by=administrator)
    with pytest.raises(NotFound):
        do(add_post, post(world, people.manager, place_id=ward.id), by=administrator)  # a ward has its first level only
    do(add_post, post(world, people.head, place_id=ward.id, level=WARD), by=administrator)


def test_who_answers_no_more_has_a_last_day_and_two_who_set_it_see_both(
    session: Session, do: Do, world: World, administrator: User, matron: User
) -> None:
    made = do(add_post, post(world, matron), by=administrator)
    too_early = EndPost(post_id=made.id, version=1, until_on=TODAY - timedelta(days=2))
    with pytest.raises(RuleBroken):
        do(end_post, too_early, by=administrator)
    do(end_post, EndPost(post_id=made.id, version=1, until_on=TODAY - timedelta(days=1)), by=administrator)
    assert names(session, world) == []
    with pytest.raises(Superseded):
        do(end_post, EndPost(post_id=made.id, version=1, until_on=TODAY), by=administrator)


def test_an_account_that_is_closed_or_a_role_that_ended_answers_nothing(
    session: Session, world: World, arrange: Arrange, people: People
) -> None:
    assert names(session, world) == ["Sam Service"]
    arrange(lambda: setattr(world.session.get_one(User, people.service.id), "active", False))
    assert names(session, world) == []
    no_role = arrange(lambda: world.user(Role.SERVICE_MANAGER, world.ward("Elm")))
    arrange(lambda: stands(world, no_role, world.trust, DIRECTORS))
    assert names(session, world, DIRECTORS) == ["Dora Director"]


def test_the_system_s_people_answer_in_each_of_its_organisations(
    session: Session, world: World, arrange: Arrange
) -> None:
    officer = arrange(lambda: world.user(Role.EXECUTIVE, world.system, name="Omar Officer"))
    arrange(lambda: stands(world, officer, world.system, SRO))
    assert names(session, world, SRO) == ["Omar Officer"]


def test_over_another_organisation_nobody_stands_but_its_own(
    session: Session, world: World, arrange: Arrange, people: People, council: Organisation
) -> None:
    officer = arrange(lambda: world.user(Role.EXECUTIVE, world.system, name="Omar Officer"))
    arrange(lambda: stands(world, officer, world.system, SRO))
    session.expunge_all()
    session.rollback()
    assert [each.name for each in holders(session, council.id, None, SRO, NOW)] == ["Clive Council"]


def test_the_page_says_where_nobody_answers(browse_as: BrowseAs, administrator: User, world: World, ward: Ward) -> None:
    page = browse_as(administrator).get("/ladder")
    assert page.heading == "Northmoor Mental Health Who answers escalations"
    for name in ("Service", "Directors", "Executive SRO"):
        assert f"Nobody answers at {name}" in page.text
    assert "Nobody answers for Birch at the first level" in page.text
    assert page.text.count("Proposed by this product") == 5


def test_a_level_and_who_answers_on_it_are_set_on_the_page(
    browse_as: BrowseAs, administrator: User, matron: User, world: World, session: Session
) -> None:
    theirs = browse_as(administrator)
    form = theirs.get(f"/ladder/{world.trust.id}/levels/{SERVICE}")
    page = form.submit("Save level", name="Matrons", answer_days="2", source="Board paper 7")
    assert "Matrons" in page.text
    assert "Board paper 7, from 23 November 2026" in page.text
    form = theirs.get(f"/ladder/{world.trust.id}/levels/{SERVICE}/people")
    page = form.submit("Save", user_id=str(matron.id), part="deputy")
    assert "Mina Matron (deputy)" in page.text
    assert "Nobody answers at Matrons" not in page.text
    session.rollback()
    made = session.scalars(select(LadderPost)).one()
    page = theirs.get(f"/ladder/people/{made.id}").submit("Save last day", until_on=TODAY - timedelta(days=1))
    assert "Nobody answers at Matrons" in page.text
    session.rollback()
    found = session.scalars(select(AuditLine.action).where(AuditLine.action.startswith("ladder."))).all()
    assert sorted(found) == ["ladder.level_set", "ladder.person_added", "ladder.person_ended"]


def test_who_lost_their_role_is_shown_as_a_fault(
    browse_as: BrowseAs, administrator: User, world: World, arrange: Arrange
) -> None:
    gone = arrange(lambda: world.user(None, name="Gale Gone"))
    arrange(lambda: stands(world, gone, world.trust, SERVICE))
    page = browse_as(administrator).get("/ladder")
    assert "Their account or role does not answer here any more" in page.text
    assert "Nobody answers at Service" in page.text


def test_an_organisation_that_runs_no_ward_has_its_executive_s_level_alone(
    browse_as: BrowseAs, council: Organisation, world: World, arrange: Arrange
) -> None:
    of_system = arrange(lambda: world.user(Role.ADMINISTRATOR, world.system))
    theirs = browse_as(of_system)
    page = theirs.get(f"/ladder?place={council.id}")
    assert page.heading.startswith("Westmere Council")
    assert "Directors" not in page.text
    theirs.get(f"/ladder/{council.id}/levels/{HEADS}", status=404)
    page = theirs.get(f"/ladder?place={world.system.id}")
    assert "To put right" not in page.text  # each organisation names its own


def test_places_of_others_are_not_there(
    browse: Browse, browse_as: BrowseAs, administrator: User, council: Organisation, people: People, session: Session
) -> None:
    browse.get("/ladder", status=403)
    theirs = browse_as(administrator)
    for path in (f"/ladder/{council.id}/levels/5", f"/ladder/{council.id}/levels/5/people"):
        theirs.get(path, status=404)
    session.rollback()
    of_council = session.scalars(select(LadderPost.id).where(LadderPost.place_id == council.id)).one()
    theirs.get(f"/ladder/people/{of_council}", status=404)
    assert theirs.get(f"/ladder?place={council.id}").heading.startswith("Northmoor")


def test_the_page_costs_the_same_for_many_as_for_one(
    browse_as: BrowseAs, administrator: User, people: People, world: World, arrange: Arrange, count_queries: object
) -> None:
    theirs = browse_as(administrator)
    theirs.get("/ladder")
    one = count_queries(lambda: theirs.get("/ladder"))  # type: ignore[operator]

    def more() -> None:
        for number in range(4):
            ward = world.ward(f"Ward {number}")
            stands(world, world.user(Role.WARD_MANAGER, ward), ward, WARD)

    arrange(more)
    assert count_queries(lambda: theirs.get("/ladder")) == one  # type: ignore[operator]


def test_any_organisation_that_may_be_asked_can_name_its_executive(
    browse_as: BrowseAs, world: World, arrange: Arrange
) -> None:
    of_system = arrange(lambda: world.user(Role.ADMINISTRATOR, world.system))
    homes = arrange(lambda: world.organisation(OrganisationKind.HOUSING_PROVIDER, "Harbour Homes"))
    arrange(lambda: world.user(Role.EXECUTIVE, homes, name="Hugo Homes"))
    page = browse_as(of_system).get("/ladder")
    theirs = page.browse.get(page.link("Harbour Homes"))
    assert "Nobody answers at Executive SRO" in theirs.text
    assert "Directors" not in theirs.text
    form = page.browse.get(theirs.link("Add somebody"))
    user_id = form.html.select_one("input[name=user_id]")["value"]  # type: ignore[index]
    assert "Hugo Homes" in form.submit("Save", user_id=user_id).text


def test_a_time_that_is_no_number_is_refused_in_words_that_read_well(browse_as: BrowseAs, administrator: User) -> None:
    page = browse_as(administrator).get("/ladder")
    form = page.browse.get(page.link("Change level 4")).submit("Save level", answer_days="-1", source="Board")
    assert form.errors["answer_days"].startswith(
        "The answer to “Answers within how many working days?” must be a whole"
    )
