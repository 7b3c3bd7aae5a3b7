"""The bell of every page, its own page, and what somebody turns off."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import Tag
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from discharge.access.models import Role, User
from discharge.audit.models import AuditLine
from discharge.core.db import db
from discharge.core.transaction import carry_out
from discharge.notices.commands.digests import Digest, tell_digests
from discharge.notices.commands.telling import Notice
from discharge.notices.rules.digests import Line
from discharge.notices.rules.kinds import Kind
from discharge.places.models import Ward
from tests.browse import Browse, Page
from tests.factories import NOW, World
from tests.integration.conftest import Clock
from tests.integration.notices.conftest import SWEEP, Tell, bell_of
from tests.shapes import Arrange

NoticeOf = Callable[..., Notice]
BELL, CHOICES, SOMEWHERE = "/notices", "/account/notices", "/account/keys"


def says(page: Page) -> str:
    """What somebody hears at the bell."""
    found = page.html.select_one(f'a[href="{BELL}"].discharge-header__bell')
    assert isinstance(found, Tag)
    return " ".join(found.get_text(" ").split())


def test_every_page_says_how_much_is_unread(browse: Browse, nurse: User, tell: Tell, notice_of: NoticeOf) -> None:
    assert says(browse.get(SOMEWHERE)) == "Notices"
    tell(notice_of(nurse, key="1"), notice_of(nurse, key="2"))
    assert says(browse.get(SOMEWHERE)) == "Notices, 2 unread"
    assert says(browse.get("/nowhere", status=404)) == "Notices, 2 unread"


def test_the_bell_costs_one_statement_a_page_and_none_on_walls_and_signed_out(
    session: Session, browse: Browse, browse_as: Callable[[User | None], Browse], ward: Ward
) -> None:
    nobody = browse_as(None)
    assert [asked(lambda path=path: nobody.get(path)) for path in ("/wall", "/sign-in")] == [0, 0]
    assert [asked(lambda path=path: browse.get(path)) for path in (SOMEWHERE, f"/wards/{ward.id}")] == [1, 1]
    assert asked(lambda: browse.client.get("/time-left")) == 0  # no page


def asked(act: Callable[[], object]) -> int:
    """How many statements about notices a call sends."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([statement for statement in sent if "FROM notice" in statement])


def test_the_list_shows_unread_first_and_then_the_newest(
    browse: Browse, nurse: User, tell: Tell, notice_of: NoticeOf
) -> None:
    tell(notice_of(nurse, key="1", reference="E-1"), now=NOW - timedelta(days=2))
    tell(notice_of(nurse, key="2", reference="E-2"), now=NOW - timedelta(days=1))
    tell(notice_of(nurse, key="3", reference="E-3"), now=NOW)
    page = browse.get(BELL).submit("Mark as read An escalation has reached you (E-3)")
    assert "Marked as read" in page.text
    rows = [" ".join(row.get_text(" ").split()) for row in page.html.select(".discharge-rows__row")]
    assert [row.split("(")[1].split(")")[0] for row in rows] == ["E-2", "E-1", "E-3"]
    assert [row.startswith("Unread") for row in rows] == [True, True, False]
    assert says(page) == "Notices, 2 unread"


def test_opening_one_marks_it_read_and_goes_to_what_it_is_about(
    session: Session, browse: Browse, nurse: User, tell: Tell, notice_of: NoticeOf, clock: Clock
) -> None:
    tell(notice_of(nurse, path=SOMEWHERE))
    assert browse.get(BELL).submit("Open An escalation").path == SOMEWHERE
    clock.now += timedelta(minutes=1)
    assert browse.get(BELL).submit("Open An escalation").path == SOMEWHERE
    assert [told.read_at for told in bell_of(session, nurse)] == [NOW]  # it keeps the first moment


def test_marking_all_leaves_what_came_after_the_list_was_shown(
    session: Session, browse: Browse, nurse: User, tell: Tell, notice_of: NoticeOf
) -> None:
    tell(notice_of(nurse, key="1"), notice_of(nurse, key="2"))
    shown = browse.get(BELL)
    tell(notice_of(nurse, key="3"), now=NOW + timedelta(minutes=1))
    page = shown.submit("Mark all as read")
    assert says(page) == "Notices, 1 unread"
    assert [told.key for told in bell_of(session, nurse) if told.read_at is None] == ["3"]


@pytest.mark.parametrize("told_until", ["", "yesterday", "2026-11-23T09:30:00"])
def test_a_moment_that_no_page_carries_is_refused(browse: Browse, told_until: str) -> None:
    key = "0b6f6a52-4d0e-4f5c-9d7e-1f3c1a2b3c4d"
    browse.post("/notices/read", {"told_until": told_until, "one_time_key": key}, status=400)


@pytest.mark.parametrize("what", ["open", "read"])
def test_nobody_opens_or_reads_the_notices_of_somebody_else(
    session: Session,
    world: World,
    ward: Ward,
    arrange: Arrange,
    browse_as: Callable[[User], Browse],
    nurse: User,
    tell: Tell,
    notice_of: NoticeOf,
    what: str,
) -> None:
    tell(notice_of(nurse))
    [told] = bell_of(session, nurse)
    other = browse_as(arrange(lambda: world.user(Role.WARD_MANAGER, ward)))
    assert "E-1042" not in other.get(BELL).text
    key = "0b6f6a52-4d0e-4f5c-9d7e-1f3c1a2b3c4d"
    other.post(f"/notices/{told.id}/{what}", {"one_time_key": key}, status=404)
    assert bell_of(session, nurse)[0].read_at is None


def test_a_digest_shows_its_counts_with_links_and_no_button_to_open(
    session: Session, browse: Browse, nurse: User
) -> None:
    digest = Digest(user_id=nurse.id, organisation_id=None, lines=(Line(label="Overdue", count=3, path=SOMEWHERE),))
    carry_out(session, tell_digests, [digest], actor=SWEEP, now=NOW)
    page = browse.get(BELL)
    assert [link.get_text(strip=True) for link in page.html.select(f'.discharge-rows a[href="{SOMEWHERE}"]')] == [
        "3 Overdue"
    ]
    assert [" ".join(button.get_text(" ").split()) for button in page.html.select(".discharge-rows button")] == [
        "Mark as read Your morning summary, 09:30"
    ]


def test_an_empty_bell_says_so(browse: Browse) -> None:
    assert "You have read everything" in browse.get(BELL).text


def test_morning_summaries_are_switched_off_and_on_again_on_record(
    browse: Browse, session: Session, nurse: User
) -> None:
    assert browse.get("/account/password").html.select(f'a[href="{CHOICES}"]')
    off = browse.get(CHOICES).submit("Switch morning summaries off")
    assert off.heading == "Morning summaries are off"
    digest = Digest(user_id=nurse.id, organisation_id=None, lines=(Line(label="Overdue", count=3, path=SOMEWHERE),))
    assert carry_out(session, tell_digests, [digest], actor=SWEEP, now=NOW) == 0
    assert off.submit("Switch morning summaries on").heading == "Morning summaries are on"
    lines = select(AuditLine.action).where(AuditLine.action.startswith("notices.")).order_by(AuditLine.number)
    assert session.scalars(lines).all() == ["notices.turned_off", "notices.turned_on"]


def test_the_words_of_an_escalation_name_nobody(browse: Browse, nurse: User, tell: Tell, notice_of: NoticeOf) -> None:
    kinds = [kind for kind in Kind if kind is not Kind.DIGEST]
    tell(*[notice_of(nurse, kind=kind) for kind in kinds])
    rows = browse.get(BELL).html.select(".discharge-rows__row")
    assert len(rows) == len(kinds)
    assert not [row for row in rows if nurse.name in row.get_text()]
