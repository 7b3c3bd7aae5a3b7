"""Loading the demonstration: by commands and by rows it comes to the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from discharge.access.models import User
from discharge.access.rules.passwords import fault_of
from discharge.audit.models import AuditLine
from discharge.blockers.models import Blocker, BlockerStep, Meeting, MeetingAction, MeetingCount
from discharge.blockers.rules.states import State, StepKind
from discharge.core.db import db
from discharge.core.transaction import write_transaction
from discharge.days.models import DayMark
from discharge.demo.life import Life
from discharge.demo.load import DEMONSTRATION, counting_last, insert_lives, load, tell_lives
from discharge.demo.people import ACCOUNTS, PASSPHRASE, put_up
from discharge.demo.rows import TABLES, Rows
from discharge.demo.story import Wish, lives
from discharge.funding.models import FundingCase
from discharge.housing.models import DutyReferral, HousingCase, ReferralState
from discharge.places.models import Organisation, Site, Ward
from discharge.places.queries import holidays
from discharge.stays.events import WardDays
from discharge.stays.models import FromElsewhere, Placement, Stay
from discharge.summaries.commands import recount
from discharge.summaries.models import FrozenReturn, WardDay
from tests.databases import Database
from tests.factories import NOW, TODAY

SMALL = Wish(seed=3, people=30, days=40)  # in which each rarity happens


def silent(*_progress: object) -> None:
    """Nobody looks at a bar here."""


def some_lives() -> list[Life]:
    """Twenty stays or so: open ones, closed ones, one of each rarity, and every stay of whoever came twice."""
    told = [*lives(SMALL, now=NOW, holidays=holidays())]
    rare = [
        next(life for life in told if life.left and life.left.contact is None and not life.left.is_death),
        next(life for life in told if len(life.legs) > 1),
        next(life for life in told if len(life.authorities) > 1),
        next(life for life in told if life.ready and life.left),
        next(life for life in told if any(spell.ended_at for spell in life.ready) or len(life.edds) > 2),
        next(life for life in told if life.away and life.left is None),
        next(life for life in told if any(each.returned_at is None for each in life.away)),
        next(life for life in told if any(day.said and day.said.late_reason for day in life.days)),
    ]
    chosen = {(life.someone.trust, life.someone.local_number) for life in [*rare, *told[-20:]]}
    return [life for life in told if (life.someone.trust, life.someone.local_number) in chosen]


def in_words(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Every table that lives fill, with names in place of keys. How often a row was written is left out."""
    names: dict[UUID, str] = {}
    for model, column in ((Organisation, "name"), (Site, "code"), (Ward, "code")):
        names |= {row.id: getattr(row, column) for row in session.scalars(select(model))}
    found = {}
    for model in (*TABLES, WardDay):
        rows = [dict(row) for row in session.execute(select(model.__table__)).mappings()]
        for row in rows:
            named = {key: names.get(value, value) if isinstance(value, UUID) else value for key, value in row.items()}
            named = {key: value for key, value in named.items() if key not in {"id", "version"}}
            natural = [
                named[key]
                for key in ("local_number", "spell_number", "stay_id", "mark_id", "period_id")
                if key in named
            ]
            apart = [str(named[key]) for key in ("day", "started_on") if key in named]
            names[row["id"]] = " ".join([*map(str, natural[:1]), *apart])
            row.clear()
            row.update(named)
        found[model.__tablename__] = sorted(rows, key=lambda row: repr(sorted(row.items())))
    return found


def count_all(session: Session, wards: Sequence[Ward], first: date) -> None:
    for ward in wards:
        recount(session, [WardDays(ward.id, first, TODAY)], organisation_id=ward.organisation_id)


def test_commands_and_rows_make_the_same(app: Flask, database: Database, session: Session) -> None:
    chosen = some_lives()
    assert len(chosen) >= 20
    first = TODAY - timedelta(days=SMALL.days)
    with write_transaction(session):
        places = put_up(session, actor=DEMONSTRATION, now=NOW)
        insert_lives(session, Rows(places), chosen, silent)
        count_all(session, [*places.wards.values()], first)
    inserted = in_words(session)
    for since in (date(2020, 1, 1), TODAY - timedelta(days=14)):  # all by commands, and what was quiet as rows
        session.close()
        db.engine.dispose()
        database.renew()
        with write_transaction(session), counting_last(session):
            places = put_up(session, actor=DEMONSTRATION, now=NOW)
            tell_lives(session, Rows(places), chosen, places, since=since, now=NOW, progress=silent)
            count_all(session, [*places.wards.values()], first)
        told = in_words(session)
        for table, rows in inserted.items():
            assert len(told[table]) == len(rows), (since, table)
            for one, other in zip(told[table], rows, strict=True):
                assert {key: (one[key], other[key]) for key in one if one[key] != other[key]} == {}, (since, table)


def test_loading_fills_every_ward_and_counts_every_day(session: Session) -> None:
    load(session, SMALL, now=NOW, progress=silent)
    stays = session.scalar(select(func.count()).select_from(Stay).where(Stay.left_on.is_(None)))
    assert stays == 29
    marked = session.scalar(select(func.count()).select_from(DayMark).where(DayMark.day >= TODAY - timedelta(days=28)))
    lines = session.scalar(select(func.count()).select_from(AuditLine).where(AuditLine.action == "day.marked"))
    assert marked == lines
    counted = session.scalars(select(WardDay).where(WardDay.day == TODAY - timedelta(days=3))).all()
    assert len(counted) == 10
    assert all(day.occupied == day.green + day.red + day.absent + day.unmarked for day in counted)


def test_the_passphrase_is_one_that_the_rules_allow() -> None:
    for account in ACCOUNTS:
        assert fault_of(PASSPHRASE, own_words=(account.name, account.email)) is None


def test_loading_again_keeps_the_data_and_names_the_accounts(app: Flask, session: Session, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["demo", "load", "--people", "20", "--days", "30"])
    assert first.exit_code == 0, first.output
    before = session.scalar(select(func.count()).select_from(DayMark))
    lists = runner.invoke(args=["demo", "ward-list", str(tmp_path)])
    assert lists.exit_code == 0, lists.output
    for file in ("birch.csv", "birch.xlsx"):
        tried = ["interop", "ward-list", str(tmp_path / file), "--site", "RZN01", "--dry-run"]
        brought = runner.invoke(args=tried)
        assert brought.exit_code == 1, brought.output  # rows are kept back for a person
    session.rollback()
    assert set(session.scalars(select(User.email))) == {account.email for account in ACCOUNTS}
    session.rollback()
    again = runner.invoke(args=["demo", "load"])
    assert again.exit_code == 0
    assert "kept" in again.stderr
    assert "nurse@northmoor.example" in again.stdout
    assert session.scalar(select(func.count()).select_from(DayMark)) == before


def test_production_has_no_demonstration(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "ENVIRONMENT", "production")
    refused = app.test_cli_runner().invoke(args=["demo", "load"])
    assert refused.exit_code == 2
    assert session.scalar(select(func.count()).select_from(Organisation)) == 0


def test_a_database_with_other_places_is_left_alone(app: Flask, session: Session, ward: Ward) -> None:
    refused = app.test_cli_runner().invoke(args=["demo", "load"])
    assert refused.exit_code == 2
    assert session.scalar(select(func.count()).select_from(Ward)) == 1


def test_partners_have_work_at_every_stage_and_met_last_week(session: Session) -> None:
    """Told once, so that every course of homes and money is gone through on this day."""
    load(session, Wish(people=110, days=30), now=NOW, progress=silent)
    meeting = session.scalars(select(Meeting)).one()
    assert (meeting.on, meeting.is_open) == (date(2026, 11, 19), False)
    assert len(session.scalars(select(MeetingCount)).all()) == 2
    struck = select(MeetingAction.number).where(MeetingAction.struck_at.is_not(None))
    assert session.scalars(struck).all() == [4]
    blockers = session.scalars(select(Blocker).where(Blocker.state == State.OPEN)).all()
    nobody = [blocker for blocker in blockers if not blocker.named_person]
    late = [blocker for blocker in blockers if blocker.due_on is not None and blocker.due_on < TODAY]
    assert 0 < len(nobody) < len(blockers) / 2
    assert 0 < len(late) < len(blockers) / 2
    assert session.scalar(select(func.count()).select_from(FrozenReturn)) == 2 * 14
    kinds = set(session.scalars(select(BlockerStep.kind)))
    assert {StepKind.HANDED_ON, StepKind.NAMED, StepKind.ANSWERED, StepKind.TOLD_BY_TELEPHONE} <= kinds
    assert len(session.scalars(select(HousingCase)).all()) >= 10
    assert {ReferralState.SENT, ReferralState.ANSWERED} <= set(session.scalars(select(DutyReferral.state)))
    states = set(session.scalars(select(FundingCase.state)))
    assert {"S117-CHK", "S117-PANEL", "CHC-POS"} <= states
    assert len(session.scalars(select(Placement)).all()) == 5
    assert session.scalars(select(FromElsewhere)).all()
