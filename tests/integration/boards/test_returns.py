"""The daily and the weekly return on the screen, and that they say what the boards say."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.boards.queries.board import ward_board
from discharge.boards.queries.home import ward_counts
from discharge.core.actor import process
from discharge.core.clock import local_date
from discharge.core.transaction import carry_out
from discharge.places.models import OrganisationKind, Ward
from discharge.places.rules.policy import Key
from discharge.stays.queries.elsewhere import from_elsewhere
from discharge.stays.rules.length import LongStay
from discharge.stays.rules.ready import ReadyPeriod, days_shown
from discharge.summaries.commands import FreezeReturn, freeze_return
from discharge.summaries.models import ReturnLine
from tests.browse import Browse, Page
from tests.factories import TODAY, World
from tests.integration.boards.conftest import Here
from tests.integration.conftest import Clock
from tests.shapes import Arrange, BrowseAs

OPERATOR = process("Command line", source="cli")
EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
NINE = EIGHT + timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def coordinator(browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange) -> Browse:
    return browse_as(arrange(lambda: world.user(Role.COORDINATOR, world.trust, name="Ravi Desai")))


@pytest.fixture
def freeze(session: Session, world: World) -> Callable[[datetime], None]:
    def carry(now: datetime) -> None:
        command = FreezeReturn(organisation_id=world.trust.id, day=local_date(now))
        assert carry_out(session, freeze_return, command, actor=OPERATOR, now=now) is not None

    return carry


def _rows(page: Page, table: int = 0) -> list[list[str]]:
    found = page.html.select("table.discharge-return")[table]
    for label in found.select("[aria-hidden]"):
        label.decompose()
    rows = found.select("tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in rows]


def _everybody(world: World, here: Here, ward: Ward) -> None:
    """A ward of people of every kind, and another with a few."""
    aspen = world.ward("Aspen", bed_type="201", beds=12)
    old = {"birth_date": TODAY.replace(year=1940)}
    for number, since in enumerate((0, 6, 7, 27, 28, 40)):
        here.ready(world.stay(ward, admitted_on=TODAY - 90 * DAY, bed=str(number)), TODAY - since * DAY)
    for length in (44, 45, 59, 60, 61):
        world.stay(ward, admitted_on=TODAY - length * DAY)
    for length in (74, 75, 89, 90):
        world.stay(aspen, person=world.person(**old), admitted_on=TODAY - length * DAY)
    for kind in ("awol", "home_leave", "home_leave", "section_17"):
        here.away(world.stay(ward), kind)
    here.ready(world.stay(aspen, out_of_area_reason="10"), TODAY - 9 * DAY)
    world.stay(ward, admitted_on=TODAY, admitted_at=EIGHT)
    world.left(world.stay(ward), on=TODAY - DAY)
    world.left(world.stay(aspen), on=TODAY - 2 * DAY)
    world.move(world.stay(ward), aspen, at=EIGHT - DAY + timedelta(hours=4))
    world.stay(ward, state="cancelled", admitted_on=TODAY)
    world.placement()


def test_every_number_is_what_the_boards_show_at_that_moment(
    session: Session, world: World, ward: Ward, here: Here, arrange: Arrange, freeze: Callable[[datetime], None]
) -> None:
    def all_of_it() -> None:
        world.number(Key.RETURN_HOUR, 9)
        world.number(Key.LONG_STAY_DAYS, 61, ward=ward)
        _everybody(world, here, ward)

    arrange(all_of_it)
    freeze(NINE)
    lines = {line.ward_id: line for line in session.scalars(select(ReturnLine)) if line.ward_id}
    counts = {each.ward_id: each for each in ward_counts(session, OPERATOR, now=NINE)}
    visitors = Counter(visitor.stay.last_ward_id for visitor in from_elsewhere(session, OPERATOR))
    assert set(lines) == set(counts)
    assert sum(line.occupied for line in lines.values()) > 20
    for ward_id, line in lines.items():
        board = ward_board(session, OPERATOR, ward_id, now=NINE)
        ready = [days_shown(ReadyPeriod(row.ready.since), TODAY) for row in board.rows if row.ready]
        assert line.occupied == board.people == counts[ward_id].people
        assert line.away == Counter(row.away.kind for row in board.rows if row.away)
        assert line.ready == len(ready) == counts[ward_id].ready
        assert line.ready_over_7 == sum(days > 7 for days in ready)
        assert line.ready_over_28 == sum(days > 28 for days in ready)
        assert line.long_stays == sum(row.length is LongStay.LONG for row in board.rows)
        assert line.from_elsewhere == visitors[ward_id]
        assert line.beds == (board.capacity.beds if board.capacity else 0)
        since = NINE - DAY
        assert line.admitted == sum(row.admitted_at > since for row in board.rows)
    birch = lines[ward.id]
    assert (birch.long_stays, birch.ready_over_7, birch.ready_over_28, birch.admitted, birch.left) == (7, 4, 2, 1, 1)
    assert (birch.moved_out, birch.away) == (1, {"awol": 1, "home_leave": 2, "section_17": 1})


def test_a_coordinator_freezes_the_day_by_hand_once(
    coordinator: Browse, world: World, ward: Ward, here: Here, arrange: Arrange, session: Session
) -> None:
    arrange(lambda: _everybody(world, here, ward))
    page = coordinator.get("/returns")
    assert "Not frozen yet. It can be, as at 08:00." in page.text
    frozen = page.submit("Freeze now")
    assert "As at 08:00, comings and goings since Sun 22 Nov 08:00. Frozen Mon 23 Nov 09:30 by Ravi Desai." in (
        frozen.text
    )
    assert "Freeze now" not in frozen.text
    aspen, birch, both = _rows(frozen)
    assert aspen == ["Aspen", "12", "6", "0", "1", "1", "0", "1", "1", "0", "1", "0", "0"]
    assert birch[3] == "4: 2 home leave, 1 section 17 leave overnight, 1 absent without leave (AWOL)"
    assert both[:3] == ["All these wards", "34", "22"]
    assert "Placed elsewhere: 1, of them 1 inappropriate" in frozen.text
    page.submit("Freeze now")  # the same form once more
    assert list(session.scalars(select(AuditLine.action))).count("return.frozen") == 1


def test_before_the_hour_it_says_when(coordinator: Browse, clock: Clock) -> None:
    clock.now = EIGHT - timedelta(hours=1)
    today = coordinator.get("/returns")
    assert "It is frozen at 08:00." in today.text
    assert "Freeze now" not in today.text
    yesterday = coordinator.get("/returns?day=2026-11-22")
    assert "Freeze now" in yesterday.text
    assert "Nobody froze this day" in coordinator.get("/returns?day=2026-11-20").text


def test_a_day_counted_again_shows_both_versions(
    coordinator: Browse, world: World, ward: Ward, arrange: Arrange, freeze: Callable[[datetime], None]
) -> None:
    stay = arrange(lambda: world.stay(ward))
    freeze(EIGHT)
    page = coordinator.get("/returns")
    (link,) = [a for a in page.html.select("main a") if "Count this day again" in a.get_text()]
    form = coordinator.get(str(link["href"]))
    assert form.submit(reason="").errors == {"reason": "Enter why the day is counted again"}
    arrange(lambda: world.left(world.session.merge(stay), on=TODAY - DAY))
    new = form.submit(reason="A discharge was entered late")
    assert "Version 2. It holds." in new.text
    assert "Counted again: A discharge was entered late" in new.text
    assert _rows(new)[0][2] == "0"
    (older,) = [a for a in new.html.select("main a") if "Version 1" in a.get_text()]
    old = coordinator.get(str(older["href"]))
    assert "Version 1. Replaced by version 2." in old.text
    assert _rows(old)[0][2] == "1"
    assert "Count this day again" not in old.text


def test_a_week_adds_comings_and_goings_and_names_the_missing_days(
    coordinator: Browse, world: World, ward: Ward, arrange: Arrange, freeze: Callable[[datetime], None], clock: Clock
) -> None:
    def people() -> None:
        for days in (1, 2, 3):
            world.stay(ward, admitted_on=TODAY + days * DAY, admitted_at=EIGHT + days * DAY - timedelta(hours=1))
        world.left(world.stay(ward), on=TODAY + 2 * DAY)

    arrange(people)
    for days in (0, 1, 3):
        freeze(EIGHT + days * DAY)
    clock.now = EIGHT + 3 * DAY + timedelta(minutes=5)
    page = coordinator.get("/returns?view=week")
    assert page.heading == "Weekly return Monday 23 November 2026 to Sunday 29 November 2026"
    assert "As at Thu 26 Nov 08:00. Not frozen: Wed 25 Nov." in page.text
    (birch,) = _rows(page, 0)
    assert birch[2] == "3"
    assert (birch[9], birch[12]) == ("3", "1")
    assert [row[0] for row in _rows(page, 1)] == ["Mon 23 Nov", "Tue 24 Nov", "Thu 26 Nov"]
    assert [row[2] for row in _rows(page, 1)] == ["1", "2", "3"]


def test_the_text_to_copy_says_the_same(
    coordinator: Browse, world: World, ward: Ward, here: Here, arrange: Arrange, freeze: Callable[[datetime], None]
) -> None:
    def people() -> None:
        here.away(world.stay(ward), "awol")
        world.placement(reason="14")

    arrange(people)
    freeze(EIGHT)
    text = coordinator.get("/returns").html.select("textarea")[0].get_text()
    assert text.strip().splitlines() == [
        "Daily return, Northmoor Mental Health, Monday 23 November 2026 at 08:00",
        "Birch: beds 22; occupied 1; away 1: 1 absent without leave (AWOL); clinically ready 0; "
        "clinically ready over 7 days 0; clinically ready over 28 days 0; long stays 0; from other areas 0; "
        "admitted 0; moved in 0; moved out 0; left 0",
        "Placed elsewhere: 1, of them 0 inappropriate",
    ]


def test_csv_and_excel_hold_the_numbers_and_run_nothing(
    coordinator: Browse, world: World, arrange: Arrange, freeze: Callable[[datetime], None], session: Session
) -> None:
    def people() -> None:
        world.stay(world.ward('=HYPERLINK("https://example.invalid")'))

    arrange(people)
    freeze(EIGHT)
    answer = coordinator.client.get("/returns.csv?day=2026-11-23")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="return-2026-11-23.csv"'
    heads, formula, birch, others = csv.reader(StringIO(answer.data.decode("utf-8-sig"), newline=""))
    assert formula[2] == '\'=HYPERLINK("https://example.invalid")'
    assert dict(zip(heads, birch, strict=True))["Occupied"] == "0"
    assert dict(zip(heads, birch, strict=True))["As at"] == "2026-11-23 08:00"
    assert dict(zip(heads, others, strict=True))["Placed elsewhere"] == "0"
    workbook = coordinator.client.get("/returns.xlsx?day=2026-11-23&view=week")
    assert workbook.headers["Content-Disposition"] == ('attachment; filename="return-2026-11-23-to-2026-11-29.xlsx"')
    rows = CalamineWorkbook.from_filelike(BytesIO(workbook.data)).get_sheet_by_index(0).to_python()
    assert rows[1][2] == '=HYPERLINK("https://example.invalid")'
    assert rows[1][heads.index("Occupied")] == 1.0
    assert list(session.scalars(select(AuditLine.action))).count("returns.exported") == 2


def test_who_sees_one_ward_sees_its_line_alone(
    browse: Browse, world: World, arrange: Arrange, freeze: Callable[[datetime], None]
) -> None:
    def more() -> None:
        world.ward("Aspen")
        world.placement()

    arrange(more)
    freeze(EIGHT)
    page = browse.get("/returns")
    assert [row[0] for row in _rows(page)] == ["Birch"]
    assert "Placed elsewhere:" not in page.text
    assert "Freeze now" not in page.text
    assert "Count this day again" not in page.text
    assert b"Aspen" not in browse.client.get("/returns.csv").data


def test_an_executive_sees_all_and_freezes_nothing(
    browse_as: BrowseAs, world: World, ward: Ward, arrange: Arrange, freeze: Callable[[datetime], None]
) -> None:
    executive = browse_as(arrange(lambda: world.user(Role.EXECUTIVE, world.trust)))
    assert "Freeze now" not in executive.get("/returns").text
    arrange(world.placement)
    freeze(EIGHT)
    page = executive.get("/returns")
    assert "Placed elsewhere: 1" in page.text
    assert "Count this day again" not in page.text


def test_another_trusts_return_is_not_there(
    browse_as: BrowseAs,
    world: World,
    ward: Ward,
    arrange: Arrange,
    freeze: Callable[[datetime], None],
    session: Session,
) -> None:
    def others() -> User:
        other = world.organisation(OrganisationKind.TRUST, "Southmere Mental Health")
        world.ward("Larch", trust=other)
        return world.user(Role.COORDINATOR, other)

    stranger = browse_as(arrange(others))
    freeze(EIGHT)
    frozen_id = session.scalars(select(ReturnLine.return_id)).first()
    page = stranger.get("/returns")
    assert "Northmoor Mental Health" not in page.text.replace("Northmoor Hospital", "")
    stranger.get(f"/returns/{frozen_id}/count-again", status=404)
    stranger.post(
        f"/organisations/{world.trust.id}/returns/2026-11-23/freeze",
        {"one_time_key": "5f3f0f7e-6a35-4f0e-9a4c-0d6a7f5c9b11"},
        status=404,
    )


@pytest.mark.parametrize("address", ["/returns?day=never", "/returns?day=0001-01-01", "/returns.csv?day=9999-12-31"])
def test_a_day_that_is_none_is_not_there(coordinator: Browse, address: str) -> None:
    coordinator.get(address, status=404)


def test_the_week_asks_as_much_for_one_day_as_for_seven(
    coordinator: Browse, ward: Ward, freeze: Callable[[datetime], None], count_queries: Callable[..., int], clock: Clock
) -> None:
    freeze(EIGHT)
    clock.now = datetime.combine(TODAY + 6 * DAY, time(9), tzinfo=UTC)
    one = count_queries(lambda: coordinator.get("/returns?view=week&day=2026-11-23"))
    for days in range(1, 7):
        freeze(EIGHT + days * DAY)
    assert count_queries(lambda: coordinator.get("/returns?view=week&day=2026-11-23")) == one
