"""An example ward list, as a record system would export it, with what such exports usually do to it."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_time
from discharge.demo.people import Places
from discharge.interop.commands.profiles import SaveProfile, save_profile
from discharge.interop.rules.columns import propose_mapping
from discharge.places.models import Ward
from discharge.stays.models import Stay
from discharge.stays.queries.base import open_stays
from discharge.stays.queries.progress import ledgers

WARD: Final = "BIRCH"
PROFILE: Final = "Hourly list"
HEADER: Final = (
    "Local patient identifier", "NHS number", "Surname", "Forename", "Date of birth", "Current ward", "Bed",
    "Hospital provider spell number", "Admission date", "Consultant", "EDD", "Religion",
)  # fmt: skip
NHS_NUMBER, BED, EDD = 1, 6, 10


def add_profile(session: Session, places: Places, *, actor: Actor, now: datetime) -> None:
    """How the example list is read: kept with the demonstration, so that a list can be brought in at once."""
    ward = places.wards[WARD]
    columns = {str(field): name for field, name in propose_mapping(HEADER).names.items()}
    command = SaveProfile(
        site_id=ward.site_id, name=PROFILE, columns=columns, ward_ids=(ward.id,), ward_names={ward.name: str(ward.id)}
    )
    save_profile(session, command, actor=actor, now=now)


def write_ward_list(session: Session, folder: Path, *, actor: Actor, now: datetime) -> tuple[Path, Path]:
    """Write birch.csv and birch.xlsx: the ward as it is, but for a bed, an EDD, a newcomer and two faulty numbers."""
    rows = [HEADER, *_rows(session, actor, now)]
    folder.mkdir(parents=True, exist_ok=True)
    text, workbook = folder / "birch.csv", folder / "birch.xlsx"
    lines = io.StringIO(newline="")
    csv.writer(lines).writerows(rows)
    text.write_text(lines.getvalue(), encoding="utf-8-sig", newline="")
    _write_workbook(workbook, rows)
    return text, workbook


def _rows(session: Session, actor: Actor, now: datetime) -> Iterator[tuple[str, ...]]:
    ward = session.scalars(select(Ward).where(Ward.code == WARD)).one()
    stays = open_stays(session, actor, ward.id, now=now)
    edds = ledgers(session, actor, [stay.id for stay in stays], now=now)
    for number, stay in enumerate(stays):
        edd = edds[stay.id].current if stay.id in edds else None
        row = [*_row(stay, ward), "" if edd is None else f"{edd:%d/%m/%Y}", "Not asked"]
        if number == 1:
            row[BED] = "23"  # moved, and nobody has said so on the ward
        if number == 2:
            row[EDD] = f"{local_time(now) + timedelta(days=12):%d/%m/%Y}"
        if number == 4:
            row[NHS_NUMBER] = "9.99E+09"  # what a spreadsheet makes of it
        yield tuple(row)
    came = local_time(now) - timedelta(hours=3)
    newcomer = ["N099001", "", "Quennell", "Xenia", "04/11/1991", ward.name, "21", "S0099001", f"{came:%d/%m/%Y %H:%M}"]
    yield (*newcomer, "Dr Tolland", "", "Not asked")
    nameless = ["", "", "Tregear", "Silas", "30/01/1970", ward.name, "", "S0099002", f"{came:%d/%m/%Y}"]
    yield (*nameless, "", "", "")


def _row(stay: Stay, ward: Ward) -> list[str]:
    person = stay.person
    return [
        person.local_number,
        person.nhs_number or "",
        person.surname,
        person.given_name,
        f"{person.birth_date:%d/%m/%Y}",
        ward.name,
        stay.bed,
        stay.spell_number,
        f"{local_time(stay.admitted_at):%d/%m/%Y %H:%M}",
        stay.consultant,
    ]


def _write_workbook(file: Path, rows: list[tuple[str, ...]]) -> None:
    """NHS numbers stand in it as numbers, as in most exports."""
    from xlsxwriter import Workbook  # noqa: PLC0415 (as in interop.adapters.tables: no worker need carry it)

    workbook = Workbook(str(file))
    sheet = workbook.add_worksheet("Inpatients")
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            if across == NHS_NUMBER and cell.isdecimal():
                sheet.write_number(down, across, float(cell))
            else:
                sheet.write_string(down, across, cell)
    workbook.close()
