"""A database to measure on: one ward of 25 people with all that a board shows, and others with days to mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from uuid import uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.lists import Filled, fill_lists
from bench.owed import a_full_desk
from config import from_environment
from discharge.access.models import Role
from discharge.app import create_app
from discharge.core.clock import local_date, utc_now
from discharge.core.db import db
from discharge.core.transaction import write_transaction
from discharge.days.models import DayMark, DayMarkRevision, DayPlan
from discharge.days.rules.mark import Colour
from discharge.housing.rules.steps import StepKind
from discharge.stays.events import WardDays
from discharge.stays.models import AbsencePeriod, LegalPeriod, ReadyPeriod, ReadyReason, Stay
from discharge.summaries.commands import recount
from tests.awaited import funding, housing, owed
from tests.databases import migrate
from tests.factories import PASSWORD, World

ON_BOARD = 25
WARDS_TO_MARK, PEOPLE_TO_MARK, DAYS_TO_MARK = 26, 25, 2
WARDS_OF_RED = 26  # two people for each of the most turns, and of those that warm up
BOARD_DAYS = 14
REASONS = (("INT-01", "ward"), ("INT-05", "ward"), ("EXT-22", "housing"), ("EXT-11", "council"), ("EXT-01", "icb"))


@dataclass(frozen=True, slots=True)
class ToMark:
    """An unmarked day of somebody on a ward of 25. nurse: the e-mail of one who works there, and nowhere else."""

    stay: str
    day: date
    nurse: str

    @property
    def path(self) -> str:
        return f"/stays/{self.stay}/days/{self.day}/mark"

    @property
    def floor_path(self) -> str:
        return f"/floor/mark/{self.stay}/{self.day}"


@dataclass(frozen=True, slots=True)
class RedDays:
    """Days of two people. opens, extends: of today, the second after a red `before`. bare: of the floor."""

    opens: ToMark
    before: ToMark
    extends: ToMark
    bare: ToMark


@dataclass(frozen=True, slots=True)
class Bench:
    """Keys as text. nurse: of the board's ward. coordinator: of the trust. to_mark, red: each once."""

    board_ward: str
    nurse: str
    trust: str
    coordinator: str
    lists: Filled
    to_mark: tuple[ToMark, ...]
    red: tuple[RedDays, ...]
    password: str = PASSWORD


def build(database_url: str) -> Bench:
    """Migrate and fill a database."""
    migrate(database_url)
    app = create_app(from_environment({"DISCHARGE_ENV": "test", "DATABASE_URL": database_url}))
    now = utc_now()
    with app.app_context():
        with write_transaction(db.session) as session:
            made = _fill(session, now)
        db.session.close()
        db.engine.dispose()
    return made


def _fill(session: Session, now: datetime) -> Bench:
    world, today, chance = World(session), local_date(now), Random(1)
    board = world.ward("Birch", beds=ON_BOARD)
    for bed in range(1, ON_BOARD + 1):
        admitted = today - timedelta(days=chance.randint(15, 90))
        edd = today + timedelta(days=chance.randint(-4, 30))
        stay = world.stay(board, bed=str(bed), admitted_on=admitted, edd=edd, purpose="Safety in a crisis")
        _around(session, stay, bed, now)
        _marks(session, stay, today, chance, now)
        owed(world, stay, reason="EXT-22", due_on=today + timedelta(days=chance.randint(-4, 9)))
        if bed % 3 == 0:
            owed(world, stay, reason="EXT-01", due_on=today + timedelta(days=chance.randint(-4, 9)))
            housing(world, stay, StepKind.REFERRED)
            funding(world, stay, "S117-PANEL")
    recount(
        session, [WardDays(board.id, today - timedelta(days=BOARD_DAYS), today)], organisation_id=board.organisation_id
    )
    nurse = world.user(Role.WARD_MEMBER, board, name="Priya Nair")
    coordinator = a_full_desk(world, session, today, now)
    lists = fill_lists(world, session, today, now)
    to_mark, red = _to_mark(world, today), _red_days(world, today)
    return Bench(str(board.id), nurse.email, str(world.trust.id), coordinator, lists, to_mark, red)


def _to_mark(world: World, today: date) -> tuple[ToMark, ...]:
    """Today's marks first, ward after ward, then yesterday's."""
    stays = _unmarked(world, "Larch", WARDS_TO_MARK, today)
    days = [today - timedelta(days=back) for back in range(DAYS_TO_MARK)]
    return tuple(ToMark(stay, day, nurse) for day in days for stay, nurse in stays)


def _red_days(world: World, today: date) -> tuple[RedDays, ...]:
    people, yesterday = _unmarked(world, "Alder", WARDS_OF_RED, today), today - timedelta(days=1)
    return tuple(
        RedDays(
            opens=ToMark(one, today, nurse),
            before=ToMark(other, yesterday, its_nurse),
            extends=ToMark(other, today, its_nurse),
            bare=ToMark(one, yesterday, nurse),
        )
        for (one, nurse), (other, its_nurse) in zip(people[::2], people[1::2], strict=True)
    )


def _unmarked(world: World, name: str, wards: int, today: date) -> Sequence[tuple[str, str]]:
    """People on wards of 25, each with the e-mail of a nurse of the ward."""
    found = []
    for number in range(wards):
        ward = world.ward(f"{name} {number}", beds=PEOPLE_TO_MARK)
        nurse = world.user(Role.WARD_MEMBER, ward, name="Priya Nair").email
        admitted = today - timedelta(days=9)
        stays = [world.stay(ward, bed=str(bed), admitted_on=admitted) for bed in range(PEOPLE_TO_MARK)]
        found += [(str(stay.id), nurse) for stay in stays]
    return found


def _around(session: Session, stay: Stay, bed: int, now: datetime) -> None:
    of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id}
    started = stay.admitted_on
    held = {"person_id": stay.person_id, "kind": "detention", "code": ("01", "02", "03")[bed % 3], "entered_at": now}
    session.add(LegalPeriod(**of_stay, **held, started_on=started, expires_on=started + timedelta(days=182)))
    if bed % 4 == 0:
        decided = {"is_clinical_decision": True, "is_team_decision": True, "is_safe": True, "decided_by": "Dr Osei"}
        since = local_date(now) - timedelta(days=12)
        period = ReadyPeriod(**of_stay, started_on=since, were_person_views_heard=True, entered_at=now, **decided)
        session.add(period)
        session.flush()
        why = {"from_on": since, "reason": "18", "attributable_to": "05", "entered_at": now}
        session.add(ReadyReason(organisation_id=stay.organisation_id, period_id=period.id, **why))
    if bed in {6, 17}:
        session.add(AbsencePeriod(**of_stay, kind="home_leave", from_at=now - timedelta(days=1)))
    session.flush()


def _marks(session: Session, stay: Stay, today: date, chance: Random, now: datetime) -> None:
    of_stay = {"organisation_id": stay.organisation_id, "stay_id": stay.id}
    for back in range(BOARD_DAYS):
        day, steps = today - timedelta(days=back), [{"code": "GRN-01"}, {"code": "GRN-06"}]
        plan = {"id": uuid4(), "planned_by": "Priya Nair", "planned_at": now, "version": 1}
        session.execute(insert(DayPlan), [{**of_stay, **plan, "day": day, "steps": steps}])
        if back == 0 and chance.random() < 0.5:
            continue
        reason, owner = chance.choice(REASONS)
        is_green = chance.random() < 0.55
        content = {
            "colour": Colour.GREEN if is_green else Colour.RED,
            "absence_kind": "",
            "interventions": steps if is_green else [],
            "planned": steps,
            "reason": "" if is_green else reason,
            "owner": "" if is_green else owner,
            "further_reasons": [],
            "note": "",
            "next_step": "",
            "late_reason": "",
            "marked_by": "Priya Nair",
            "marked_by_id": None,
            "marked_at": now,
        }
        mark_id = uuid4()
        session.execute(insert(DayMark), [{"id": mark_id, **of_stay, "day": day, "revisions": 1, **content}])
        kept = {"id": uuid4(), "organisation_id": stay.organisation_id, "mark_id": mark_id, "number": 1, "undoes": None}
        session.execute(insert(DayMarkRevision), [{**kept, **content}])
