"""Somebody new on Birch ward, put there by the product's own commands: what a story needs and does not look at."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select

from discharge.app import create_app
from discharge.core.actor import process
from discharge.core.clock import local_date, utc_now
from discharge.core.db import db
from discharge.core.transaction import carry_out
from discharge.places.models import Ward
from discharge.stays.commands.admitting import Admit, NewPerson, admit
from discharge.stays.commands.edd import SetEdd, set_edd

BEFORE: Final = process("Story", source="demo")
EDD_IN_DAYS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """days_ago: of the admission. legal_code: of the authority that holds since then."""

    surname: str
    given_name: str
    bed: str
    days_ago: int
    legal_code: str = "01"


def arrive(database: Path, who: Arrival) -> str:
    """Admit to Birch of a loaded demonstration, with an EDD that no story reaches. The path of their page."""
    app = create_app(
        {
            "SECRET_KEY": "for stories only, never for people",
            "ENVIRONMENT": "test",
            "DATABASE_URL": f"sqlite:///{database}",
            "PROXIES": 0,
            "HAS_HTTPS": False,
        }
    )
    at = utc_now() - timedelta(days=who.days_ago)
    with app.app_context():
        try:
            ward_id = db.session.scalars(select(Ward.id).where(Ward.code == "BIRCH")).one()
            person = NewPerson(
                local_number=f"S{who.surname.upper()}",
                surname=who.surname,
                given_name=who.given_name,
                birth_date=date(1984, 5, 17),
            )
            command = Admit(
                ward_id=ward_id,
                person=person,
                admitted_at=at,
                bed=who.bed,
                legal_code=who.legal_code,
                accommodation_status="MA00",
            )
            stay = carry_out(db.session, admit, command, actor=BEFORE, now=at)
            edd = SetEdd(
                stay_id=stay.id,
                number_seen=0,
                expected_on=local_date(utc_now()) + timedelta(days=EDD_IN_DAYS),
                reason="first_set",
            )
            carry_out(db.session, set_edd, edd, actor=BEFORE, now=at + timedelta(hours=1))
            return f"/stays/{stay.id}"
        finally:
            db.session.close()
            db.engine.dispose()
