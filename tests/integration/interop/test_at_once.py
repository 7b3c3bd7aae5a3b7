"""Lists that are brought in at the same moment: one answer each, and nobody twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from discharge.core.db import db
from discharge.core.errors import RuleBroken
from discharge.core.transaction import carry_out
from discharge.interop.commands.applying import AlreadyApplied, ApplyList, Read, apply_list, read_stored
from discharge.interop.models import ListedField, ListState, StoredList
from discharge.places.models import Ward
from discharge.stays.models import Person, Stay, WardStay
from discharge.summaries.models import WardDay
from tests.factories import TODAY
from tests.integration.interop.ward_lists import FEED, RAVI, Lists, a_list, make_profile


def people(first: int, last: int) -> list[dict[str, str]]:
    return [{**RAVI, "local_number": f"P{number}", "name": f"Name{number}, A"} for number in range(first, last)]


def read(lists: Lists, content: bytes) -> Read:
    return read_stored(lists.session, FEED, lists.store(content).id)


def apply_at_once(app: Flask, lists: Lists, reads: list[Read]) -> list[RuleBroken | None]:
    """Each list on a connection of its own, beginning together; each one's refusal, or None."""
    lists.session.rollback()
    begin = Barrier(len(reads))

    def work(mine: Read) -> RuleBroken | None:
        command = ApplyList(read=mine, digest=None, accept_size=True)
        with app.app_context():
            begin.wait()
            try:
                carry_out(db.session, apply_list, command, actor=FEED, now=lists.at)
            except RuleBroken as refused:
                return refused
            return None

    with ThreadPoolExecutor(len(reads)) as pool:
        return list(pool.map(work, reads))


def counted(lists: Lists) -> tuple[int, int, int]:
    """People, their stays, and legs of stays."""
    return len(lists.all_of(Person)), len(lists.all_of(Stay)), len(lists.all_of(WardStay))


def occupied_today(lists: Lists) -> list[int]:
    return [row.occupied for row in lists.all_of(WardDay) if row.day == TODAY]


def test_one_list_applied_by_four_is_applied_once(app: Flask, lists: Lists) -> None:
    one = read(lists, a_list(*people(0, 30)))
    answers = apply_at_once(app, lists, [one] * 4)
    assert sorted(type(answer).__name__ for answer in answers) == [AlreadyApplied.__name__] * 3 + ["NoneType"]
    assert counted(lists) == (30, 30, 30)
    assert occupied_today(lists) == [30]


def test_the_same_file_stored_four_times_opens_everybody_once(app: Flask, lists: Lists) -> None:
    lists_in_hand = [read(lists, a_list(*people(0, 30))) for _ in range(4)]
    answers = apply_at_once(app, lists, lists_in_hand)
    assert None in answers
    assert {answer.message[:30] for answer in answers if answer} <= {"A newer list has been applied "}
    assert counted(lists) == (30, 30, 30)
    assert len(lists.all_of(ListedField)) == len({(one.stay_id, one.field) for one in lists.all_of(ListedField)})


def test_two_lists_of_one_site_that_share_people(app: Flask, lists: Lists, ward: Ward) -> None:
    other = Lists(lists.session, make_profile(lists.session, ward, name="Night list"), at=lists.at)
    both = [read(lists, a_list(*people(0, 20))), read(other, a_list(*people(10, 30)))]
    assert apply_at_once(app, lists, both) == [None, None]
    assert counted(lists) == (30, 30, 30)
    assert occupied_today(lists) == [30]
    assert [one.state for one in lists.all_of(StoredList)] == [ListState.APPLIED] * 2
