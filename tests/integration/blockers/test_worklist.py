"""What is owed across stays: filtered, sorted, counted, with red days from the marks; in one statement."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.access.queries import actor_of
from discharge.blockers.commands import Answer, FinishBlocker, answer, finish_blocker
from discharge.blockers.models import Blocker
from discharge.blockers.queries import Filters, Group, Sort, counts_by, open_blockers
from discharge.blockers.rules.clocks import Clock, clock_of
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import Source
from discharge.core.actor import Actor
from discharge.core.db import insert_rows
from discharge.core.transaction import write_transaction
from discharge.days import commands as days
from discharge.days.rules.codes import OwnerKind, Theme
from discharge.days.rules.mark import Colour
from discharge.places.models import ContactKind, Organisation
from discharge.stays.models import Stay
from tests.factories import NOW, TODAY, World
from tests.integration.blockers.conftest import SPLIT, SUPPORTED, Arrange, Do, Raise


@pytest.fixture
def some(
    raised: Raise, do: Do, world: World, arrange: Arrange, icb: Organisation, council: Organisation, nurse: User
) -> dict[str, Blocker]:
    """One of each clock."""
    court = arrange(lambda: world.contact("Westmere Crown Court", ContactKind.COURT))
    made = {
        "late": raised(due_on=TODAY - timedelta(days=3), at=NOW - timedelta(days=4), on=TODAY - timedelta(days=5)),
        "soon": raised(reason="EXT-24", due_on=TODAY, named_person=nurse.name),
        "in time": raised(
            reason=SPLIT, owner=Owner(OwnerKind.ICB, icb.id, joint_id=council.id), next_step="100% panel"
        ),
        "none": raised(reason="EXT-37", owner=Owner(OwnerKind.COURTS, contact_id=court.id)),
        "answered": raised(reason="EXT-12", owner=Owner(OwnerKind.COUNCIL, council.id)),
    }
    answered = Answer(blocker_id=made["answered"].id, version=1, words="Done on our side")
    made["answered"] = do(answer, answered)
    gone = raised(reason="EXT-31", owner=Owner(OwnerKind.VCSE))
    do(finish_blocker, FinishBlocker(blocker_id=gone.id, version=1, outcome="Started"))
    return made


def found(session: Session, actor: Actor, some: dict[str, Blocker], filters: Filters, **more: Any) -> list[str]:
    by_id = {blocker.id: name for name, blocker in some.items()}
    return [by_id[line.id] for line in open_blockers(session, actor, filters, now=NOW, **more)]


def test_late_comes_first_and_what_has_no_date_last(session: Session, actor: Actor, some: dict[str, Blocker]) -> None:
    assert found(session, actor, some, Filters()) == ["late", "soon", "in time", "answered", "none"]


def test_a_line_has_all_that_is_shown(session: Session, actor: Actor, some: dict[str, Blocker], stay: Stay) -> None:
    line = open_blockers(session, actor, Filters(reasons=[SPLIT]), now=NOW)[0]
    assert (line.surname, line.ward_name, line.stay_id) == ("Alder", "Birch", stay.id)
    assert (line.owner_name, line.owner) == ("Fenland ICB with Westmere Council", some["in time"].owner)
    assert (line.clock, line.age(TODAY), line.red_days, line.total, line.is_ready) == (Clock.IN_TIME, 0, 0, 1, False)


def test_the_clock_in_sql_is_the_clock_of_the_rule(session: Session, actor: Actor, some: dict[str, Blocker]) -> None:
    for line in open_blockers(session, actor, now=NOW):
        rule = clock_of(line.state, is_answered=line.is_answered, due_on=line.due_on, soon_on=line.soon_on, today=TODAY)
        assert line.clock is rule
    assert len({line.clock for line in open_blockers(session, actor, now=NOW)}) == 5


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        (Filters(themes=[Theme.HOUSING]), ["late", "soon"]),
        (Filters(themes=[Theme.FUNDING], reasons=["EXT-37"]), ["in time", "none"]),
        (Filters(owner_kinds=[OwnerKind.COURTS, OwnerKind.ICB]), ["in time", "none"]),
        (Filters(clocks=[Clock.LATE, Clock.ANSWERED]), ["late", "answered"]),
        (Filters(nobody_named=False), ["soon"]),
        (Filters(nobody_named=True, clocks=[Clock.LATE]), ["late"]),
        (Filters(due_until=TODAY), ["late", "soon"]),
        (Filters(raised_from=TODAY, themes=[Theme.HOUSING]), ["soon"]),
        (Filters(words="crown COURT"), ["none"]),
        (Filters(words="100%"), ["in time"]),
        (Filters(words="%"), ["in time"]),
        (Filters(words="westmere council"), ["in time", "answered"]),
        (Filters(words="alder harbour"), ["late", "soon"]),
        (Filters(words="nobody of that name"), []),
        (Filters(sources=[Source.MARK]), []),
        (Filters(is_flagged=True), []),
        (Filters(is_ready=True), []),
        (Filters(is_ready=False, clocks=[Clock.SOON]), ["soon"]),
        (Filters(ward_ids=[UUID(int=1)]), []),
    ],
)
def test_filters(session: Session, actor: Actor, some: dict[str, Blocker], filters: Filters, names: list[str]) -> None:
    assert found(session, actor, some, filters) == names


def test_a_joint_owner_is_found_under_both(
    session: Session, actor: Actor, some: dict[str, Blocker], council: Organisation, nurse: User
) -> None:
    assert found(session, actor, some, Filters(owner_ids=[council.id])) == ["in time", "answered"]
    assert found(session, actor, some, Filters(named_person_id=nurse.id)) == ["soon"]


@pytest.mark.parametrize("sort", list(Sort))
def test_every_sort_lists_all_and_pages_fit_together(
    session: Session, actor: Actor, some: dict[str, Blocker], sort: Sort
) -> None:
    whole = found(session, actor, some, Filters(), sort=sort)
    assert sorted(whole) == sorted(some)
    pages = [found(session, actor, some, Filters(), sort=sort, offset=at, limit=2) for at in (0, 2, 4)]
    assert [name for page in pages for name in page] == whole


def test_counts(session: Session, actor: Actor, some: dict[str, Blocker]) -> None:
    assert counts_by(session, actor, Group.OWNER, now=NOW) == {
        "Harbour Homes": 2,
        "Fenland ICB": 1,
        "Westmere Council": 1,
        "Westmere Crown Court": 1,
    }
    assert counts_by(session, actor, Group.WARD, now=NOW) == {"Birch": 5}
    assert counts_by(session, actor, Group.CLOCK, Filters(themes=[Theme.HOUSING]), now=NOW) == {"late": 1, "soon": 1}
    assert counts_by(session, actor, Group.REASON, Filters(clocks=[Clock.NONE]), now=NOW) == {"EXT-37": 1}


def test_red_days_are_counted_from_the_marks_and_never_typed(
    session: Session, actor: Actor, raised: Raise, do: Do, stay: Stay
) -> None:
    def mark(back: int, reason: str, owner: str = "") -> None:
        day, because = TODAY - timedelta(days=back), "from paper"
        said = {"colour": Colour.RED, "reason": reason, "owner": owner, "late_reason": because, "seen": 0}
        do(days.mark_day, days.MarkDay(stay_id=stay.id, day=day, **said))

    made = raised(on=TODAY - timedelta(days=4))
    for back, reason, owner in (
        (6, SPLIT, ""),
        (4, SUPPORTED, ""),
        (3, SPLIT, ""),
        (2, SUPPORTED, "vcse"),
        (1, SUPPORTED, ""),
    ):
        mark(back, reason, owner)
    (line,) = open_blockers(session, actor, Filters(blocker_ids=[made.id]), now=NOW)
    assert line.red_days == 2


def test_only_what_one_may_see(session: Session, world: World, arrange: Arrange, some: dict[str, Blocker]) -> None:
    rowan = arrange(lambda: world.ward("Rowan"))
    stranger = arrange(lambda: world.user(Role.WARD_MEMBER, rowan))
    coordinator = arrange(lambda: world.user(Role.COORDINATOR, world.trust))
    assert open_blockers(session, actor_of(session, stranger, now=NOW, request_id=""), now=NOW) == []
    assert len(open_blockers(session, actor_of(session, coordinator, now=NOW, request_id=""), now=NOW)) == 5


def test_a_thousand_cost_one_statement_as_one_does(
    session: Session, actor: Actor, some: dict[str, Blocker], count_queries: Callable[[Callable[[], object]], int]
) -> None:
    one = some["soon"]
    columns = {column.key: getattr(one, column.key) for column in Blocker.__table__.columns}
    with write_transaction(session):
        rows = [{**columns, "id": UUID(int=n), "owner_key": f"housing:{n}"} for n in range(1, 1001)]
        insert_rows(session, Blocker, rows)
    many = count_queries(lambda: open_blockers(session, actor, limit=50, now=NOW))
    assert many == 1
    lines = open_blockers(session, actor, Filters(words="alder"), sort=Sort.RED_DAYS, limit=50, now=NOW)
    assert (len(lines), lines[0].total) == (50, 1005)
