"""The list of everything owed: who sees what of it, how it is narrowed, ordered, grouped and counted."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.blockers.commands import Answer, MoveDue, NamePerson, answer, move_due, name_person
from discharge.blockers.commands.keeping import insert_step
from discharge.blockers.commands.views import RemoveView, SaveView, remove_view, save_view
from discharge.blockers.models import Blocker
from discharge.blockers.queries.views import saved_views
from discharge.blockers.queries.worklist import Worklist, choices, chosen, whole_worklist, worklist
from discharge.blockers.rules.clocks import Clock
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import StepKind
from discharge.blockers.rules.worklist import Asked, Group, Readiness, Show, Sort, reference_of
from discharge.core.actor import Actor
from discharge.core.errors import NotFound, RuleBroken
from discharge.days.commands import MarkDay, mark_day
from discharge.days.rules.codes import OwnerKind
from discharge.days.rules.mark import Colour
from discharge.days.rules.steps import Step
from discharge.places.models import Organisation, Ward
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.integration.blockers.conftest import SPLIT, SUPPORTED, Raise
from tests.shapes import Arrange, Do


def names(found: Worklist) -> list[str]:
    return [item.surname for item in found.items]


@pytest.fixture
def three(
    world: World, arrange: Arrange, ward: Ward, stay: Stay, icb: Organisation, raised: Raise
) -> dict[str, Blocker]:
    """Alder waits for Harbour Homes, late; Begum for the ICB, due today; Cole for a council nobody named, in time."""
    others = {
        name: arrange(lambda name=name: world.stay(ward, person=world.person(surname=name, given_name="Tom")))
        for name in ("Begum", "Cole")
    }
    long_ago = NOW - timedelta(days=9)
    return {
        "Alder": raised(at=long_ago, due_on=TODAY - timedelta(days=3)),
        "Begum": raised(stay_id=others["Begum"].id, reason=SPLIT, owner=Owner(OwnerKind.ICB, icb.id), due_on=TODAY),
        "Cole": raised(
            stay_id=others["Cole"].id,
            owner=Owner(OwnerKind.COUNCIL),
            due_on=TODAY + timedelta(days=60),
            next_step="Find out which council answers",
            named_person="Jo Marsh",
        ),
    }


@pytest.fixture
def listed(session: Session, actor: Actor) -> Callable[..., Worklist]:
    return lambda **asked: worklist(session, actor, Asked(**asked), now=NOW)


def test_the_latest_comes_first_and_says_what_it_waits_for(three: dict[str, Blocker], listed: Any) -> None:
    found = listed()
    assert names(found) == ["Alder", "Begum", "Cole"]
    assert [item.clock for item in found.items] == [Clock.LATE, Clock.SOON, Clock.IN_TIME]
    assert [item.owner_name for item in found.items] == ["Harbour Homes", "Fenland ICB", "Council"]
    assert (found.total, found.pages) == (3, 1)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"show": Show.LATE}, ["Alder"]),
        ({"show": Show.SOON}, ["Begum"]),
        ({"show": Show.UNNAMED}, ["Alder", "Begum"]),
        ({"show": Show.PAUSED}, []),
        ({"show": Show.ANSWERED}, []),
        ({"show": Show.CONTESTED}, []),
        ({"reason": SPLIT}, ["Begum"]),
        ({"owner_kind": OwnerKind.HOUSING}, ["Alder"]),
        ({"readiness": Readiness.READY}, []),
        ({"readiness": Readiness.WILL_DELAY}, ["Alder", "Begum", "Cole"]),
        ({"words": "harbour"}, ["Alder"]),
        ({"words": "cole council answers"}, ["Cole"]),
        ({"words": "panel"}, ["Begum"]),
        ({"words": "100%"}, []),
        ({"sort": Sort.NAME}, ["Alder", "Begum", "Cole"]),
        ({"sort": Sort.AGE, "words": "housing harbour"}, ["Alder"]),
        ({"sort": Sort.OWNER, "show": Show.UNNAMED}, ["Begum", "Alder"]),
        ({"group": Group.OWNER, "show": Show.UNNAMED}, ["Begum", "Alder"]),
    ],
)
def test_it_is_narrowed_and_ordered(
    three: dict[str, Blocker], listed: Any, asked: dict[str, Any], expected: list[str]
) -> None:
    found = listed(**asked)
    assert (names(found), found.total) == (expected, len(expected))


def test_the_reference_told_to_an_owner_finds_it(three: dict[str, Blocker], listed: Any) -> None:
    assert names(listed(words=reference_of(three["Cole"].id).lower())) == ["Cole"]
    assert names(listed(words=reference_of(three["Alder"].id))) == ["Alder"]


def test_every_filter_says_how_many_it_shows(
    session: Session, actor: Actor, three: dict[str, Blocker], provider: Organisation, icb: Organisation
) -> None:
    found = choices(session, actor, Asked(), now=NOW)
    assert {show: count for show, count in found.counts.items() if count} == {
        Show.ALL: 3,
        Show.LATE: 1,
        Show.SOON: 1,
        Show.UNNAMED: 2,
    }
    assert [(owner.name, owner.count) for owner in found.owners] == [("Fenland ICB", 1), ("Harbour Homes", 1)]
    narrow = choices(session, actor, Asked(owner_id=provider.id, show=Show.LATE), now=NOW)
    assert (narrow.counts[Show.ALL], narrow.counts[Show.LATE], narrow.counts[Show.SOON]) == (1, 1, 0)


def test_groups_are_counted_over_all_pages(
    world: World, arrange: Arrange, ward: Ward, raised: Raise, icb: Organisation, listed: Any
) -> None:
    for _ in range(52):
        raised(stay_id=arrange(lambda: world.stay(ward)).id)
    raised(stay_id=arrange(lambda: world.stay(ward)).id, reason=SPLIT, owner=Owner(OwnerKind.ICB, icb.id))
    first, second = listed(group=Group.OWNER), listed(group=Group.OWNER, page=2)
    assert [item.owner_name for item in first.items] == ["Fenland ICB"] + ["Harbour Homes"] * 49
    assert [item.owner_name for item in second.items] == ["Harbour Homes"] * 3
    assert (first.items[0].grouped, first.items[1].grouped, second.items[0].grouped) == (1, 52, 52)
    assert (first.total, first.pages) == (53, 2)
    assert {item.blocker_id for item in first.items}.isdisjoint(item.blocker_id for item in second.items)
    assert len(listed(page=9).items) == 50, "past the end is the first page"


def test_red_days_are_counted_from_the_marks(session: Session, actor: Actor, stay: Stay, do: Do, listed: Any) -> None:
    for back, colour in ((4, Colour.RED), (3, Colour.RED), (2, Colour.GREEN), (1, Colour.RED)):
        day = TODAY - timedelta(days=back)
        said: dict[str, Any] = {"reason": SUPPORTED} if colour is Colour.RED else {"steps": (Step("GRN-01"),)}
        do(mark_day, MarkDay(stay_id=stay.id, day=day, seen=0, colour=colour, late_reason="From paper", **said))
    assert [(item.red_days, item.reason) for item in listed(sort=Sort.RED).items] == [(3, SUPPORTED)]


def test_contested_stays_so_until_both_agree(
    session: Session, actor: Actor, arrange: Arrange, three: dict[str, Blocker], listed: Any
) -> None:
    def step(number: int, kind: StepKind) -> None:
        arrange(
            lambda: insert_step(
                session, three["Alder"], number, kind, three["Alder"].owner, on=TODAY, wait=1, actor=actor, now=NOW
            )
        )

    step(2, StepKind.CONTESTED)
    assert names(listed(show=Show.CONTESTED)) == ["Alder"]
    assert [item.is_contested for item in listed().items] == [True, False, False]
    step(3, StepKind.REFUSED)
    assert names(listed(show=Show.CONTESTED)) == ["Alder"]
    step(4, StepKind.AGREED)
    assert names(listed(show=Show.CONTESTED)) == []


def test_what_is_answered_is_not_late(do: Do, three: dict[str, Blocker], listed: Any) -> None:
    late = three["Alder"]
    do(answer, Answer(blocker_id=late.id, version=late.version, words="A place from Monday"))
    assert names(listed(show=Show.ANSWERED)) == ["Alder"]
    assert names(listed(show=Show.LATE)) == []
    assert names(listed()) == ["Begum", "Cole", "Alder"]


def test_mine_is_where_i_am_named(
    session: Session, nurse: User, do: Do, three: dict[str, Blocker], listed: Any
) -> None:
    do(name_person, NamePerson(blocker_id=three["Begum"].id, version=1, named_person=nurse.name))
    assert names(listed(is_mine=True)) == ["Begum"]


def test_other_wards_and_closed_ones_are_not_on_it(
    world: World, arrange: Arrange, session: Session, ward: Ward, three: dict[str, Blocker], listed: Any
) -> None:
    other = arrange(lambda: world.ward("Larch"))
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, other))
    theirs = actor_of(session, stranger, now=NOW, request_id="")
    assert worklist(session, theirs, Asked(), now=NOW).items == []
    assert chosen(session, theirs, [three["Alder"].id], now=NOW).items == []
    coordinator = arrange(lambda: world.user(Role.COORDINATOR, world.trust))
    assert worklist(session, actor_of(session, coordinator, now=NOW, request_id=""), Asked(), now=NOW).total == 3
    bank = arrange(lambda: world.user(Role.BANK_WORKER, ward))
    assert worklist(session, actor_of(session, bank, now=NOW, request_id=""), Asked(), now=NOW).total == 0
    assert listed(ward_id=other.id).total == 0


def test_a_page_and_a_file_are_one_statement(
    session: Session, actor: Actor, three: dict[str, Blocker], count_queries: Callable[[Callable[[], object]], int]
) -> None:
    asked = Asked(words="a", sort=Sort.RED, group=Group.OWNER)
    assert count_queries(lambda: worklist(session, actor, asked, now=NOW)) == 1
    assert count_queries(lambda: whole_worklist(session, actor, asked, now=NOW)) == 1
    assert count_queries(lambda: choices(session, actor, asked, now=NOW)) == 3


def test_moving_the_due_date_moves_it_down(do: Do, three: dict[str, Blocker], listed: Any) -> None:
    command = MoveDue(
        blocker_id=three["Alder"].id, version=1, due_on=date(2026, 12, 14), because="Their panel meets then"
    )
    do(move_due, command)
    assert names(listed()) == ["Begum", "Alder", "Cole"]


def test_views_are_kept_under_a_name_for_oneself(
    session: Session, world: World, arrange: Arrange, actor: Actor, ward: Ward, do: Do
) -> None:
    do(save_view, SaveView(name="Late at the council", address="show=late&owner_kind=council"))
    do(save_view, SaveView(name="Late at the council", address="show=late"))
    assert [(view.name, view.address) for view in saved_views(session, actor)] == [("Late at the council", "show=late")]
    other = actor_of(session, arrange(lambda: world.user(Role.WARD_MEMBER, ward)), now=NOW, request_id="")
    assert saved_views(session, other) == []
    key = saved_views(session, actor)[0].id
    with pytest.raises(NotFound):
        do(remove_view, RemoveView(view_id=key), by=other)
    do(remove_view, RemoveView(view_id=key))
    assert saved_views(session, actor) == []


@pytest.mark.parametrize(
    ("name", "message"), [("", "Enter a name for this view"), ("x" * 61, "The name must be 60 characters or fewer")]
)
def test_a_view_needs_a_name(do: Do, name: str, message: str) -> None:
    with pytest.raises(RuleBroken, match=message):
        do(save_view, SaveView(name=name, address=""))


def test_no_more_views_than_a_list_holds(do: Do) -> None:
    for number in range(30):
        do(save_view, SaveView(name=f"View {number}", address=""))
    with pytest.raises(RuleBroken, match="30 views are kept: remove one first"):
        do(save_view, SaveView(name="One more", address=""))
    do(save_view, SaveView(name="View 3", address="show=late"))


def test_the_filters_in_sql_are_the_clocks_of_the_rule(do: Do, three: dict[str, Blocker], listed: Any) -> None:
    do(answer, Answer(blocker_id=three["Cole"].id, version=1, words="It is ours"))
    for show, clock in ((Show.LATE, Clock.LATE), (Show.SOON, Clock.SOON), (Show.ANSWERED, Clock.ANSWERED)):
        assert [item.clock for item in listed(show=show).items] == [clock]


def test_a_joint_owner_is_found_under_both(
    stay: Stay, raised: Raise, icb: Organisation, council: Organisation, listed: Any
) -> None:
    raised(reason=SPLIT, owner=Owner(OwnerKind.ICB, icb.id, joint_id=council.id))
    for asked in ({"owner_id": icb.id}, {"owner_id": council.id}, {"words": "westmere fenland"}):
        assert [item.owner_name for item in listed(**asked).items] == ["Fenland ICB with Westmere Council"]
