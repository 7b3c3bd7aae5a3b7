"""Filling and repairing the roll-up from a command line."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from discharge.audit.models import AuditLine
from discharge.core.clock import local_date, utc_now
from discharge.places.models import Ward
from discharge.stays.models import Stay
from discharge.summaries.models import WardDay
from tests.factories import TODAY, World
from tests.integration.summaries.naive import check_all
from tests.shapes import Arrange


@pytest.fixture
def recount(app: Flask) -> Callable[..., Result]:
    return lambda *words: app.test_cli_runner().invoke(args=["summaries", "recount", *words])


@pytest.fixture
def stay(world: World, arrange: Arrange, ward: Ward) -> Stay:
    made: Stay = arrange(lambda: world.stay(ward))
    return made


def test_recount_fills_days_that_have_no_row(session: Session, stay: Stay, recount: Callable[..., Result]) -> None:
    first, last = local_date(utc_now()) - timedelta(days=120), local_date(utc_now())
    done = recount("--from", first.isoformat())
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "121 days filled, 0 numbers put right\n")
    assert check_all(session) == 121
    assert recount("--from", first.isoformat(), "--to", last.isoformat()).stderr.startswith("0 days filled")


def test_recount_names_and_mends_what_is_wrong(
    session: Session, stay: Stay, ward: Ward, recount: Callable[..., Result], arrange: Arrange
) -> None:
    day = (local_date(utc_now()) - timedelta(days=1)).isoformat()
    recount("--from", day)
    arrange(
        lambda: session.execute(
            update(WardDay).where(WardDay.day == date.fromisoformat(day)).values(red=3, reasons={"INT-01": 3})
        )
    )
    done = recount("--from", day)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        f"{ward.name} {day} red: 3 is now 0",
        f"{ward.name} {day} reasons: INT-01 3 is now nothing",
    ]
    check_all(session)
    assert session.scalars(select(AuditLine.action)).all() == ["ward_days.repaired"] * 2


def test_days_that_make_no_sense_exit_2(recount: Callable[..., Result]) -> None:
    assert recount("--from", "2026-02-02", "--to", "2026-02-01").exit_code == 2
    assert recount("--from", (TODAY + timedelta(days=4000)).isoformat()).exit_code == 2


def test_rebuild_makes_every_day_since_the_first_admission_anew_and_says_how_far_it_is(
    app: Flask, session: Session, stay: Stay, ward: Ward, recount: Callable[..., Result], arrange: Arrange
) -> None:
    today = local_date(utc_now())
    days = (today - stay.admitted_on).days + 1
    recount("--from", today.isoformat())
    arrange(lambda: session.execute(update(WardDay).values(occupied=40)))
    done = app.test_cli_runner().invoke(args=["summaries", "rebuild"])
    assert done.stdout == f"{days - 1} days filled, 1 numbers put right since {stay.admitted_on}\n"
    assert (done.exit_code, "1 wards" in done.stderr) == (0, True)
    assert check_all(session) == days


def test_rebuild_from_a_day_to_come_exits_2(app: Flask, stay: Stay) -> None:
    result = app.test_cli_runner().invoke(args=["summaries", "rebuild", "--from", "2090-01-01"])
    assert result.exit_code == 2
