"""The words of the rows behind a number: references, never names."""

from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.boards.pages.sro.system import SMALL, cause_words
from discharge.boards.pages.sro.veil import NOT_SHOWN, Veil
from discharge.boards.pages.words import short_day
from discharge.boards.queries.sro import people_by_ward
from discharge.core.actor import Actor
from discharge.core.words import counted
from discharge.stays.policies import may_open_record
from discharge.stays.rules.reference import reference_of_stay
from discharge.summaries.queries.people import Asked, Measure, People, PersonRow
from discharge.summaries.queries.system import NOBODY, SystemToday

TITLES = {
    Measure.PEOPLE: "People in beds",
    Measure.READY: "Clinically ready people",
    Measure.PASSED: "EDD passed",
    Measure.RED: "Red days, last 7 marked of each ward",
}
HEADS = {
    Measure.PEOPLE: ("Ward", "Days here"),
    Measure.READY: ("Ward", "Clinically ready", "Waits for", "Owed by"),
    Measure.PASSED: ("Ward", "EDD passed by"),
    Measure.RED: ("Ward", "Red day", "Main reason"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowLine:
    """open_href: where the person behind the reference can be opened, or ""."""

    reference: str
    cells: tuple[tuple[str, str], ...]
    open_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsPage:
    title: str
    narrowed: str
    total: str
    heads: tuple[str, ...]
    rows: tuple[RowLine, ...]
    note: str
    back: str
    pager: tuple[tuple[str, str], ...]
    place: str

    @classmethod
    def of(cls, actor: Actor, system: SystemToday, found: People) -> Self:
        asked, veil = found.asked, _veil_of(system)
        return cls(
            title=TITLES[asked.measure],
            narrowed=_narrowed(system, asked),
            total=_total(found),
            heads=HEADS[asked.measure],
            rows=tuple(_line(actor, system, veil, found, row) for row in found.rows),
            note="" if veil.is_open else SMALL,
            back=url_for("boards.sro"),
            pager=_pager(found),
            place=f"Page {asked.page} of {found.pages}" if found.pages > 1 else "",
        )


def _veil_of(system: SystemToday) -> Veil:
    """The same for every list: what one hides of a reference, another would tell."""
    veil = Veil.of(system)
    ready = veil.clear_by_ward(system)
    for measure in Measure:
        clear = {} if measure is Measure.PASSED else ready
        veil = veil.for_list(people_by_ward(system, measure), clear)
    return veil


def _total(found: People) -> str:
    is_red = found.asked.measure is Measure.RED
    return counted(found.total, "red day") if is_red else counted(found.total, "person", "people")


def _narrowed(system: SystemToday, asked: Asked) -> str:
    words = []
    if asked.trust_id:
        words.append(system.reach.trusts[asked.trust_id])
    if asked.ward_id:
        words.append(system.reach.places[asked.ward_id].name)
    if asked.cause is not None:
        words.append(cause_words(asked.cause))
    if asked.owner is not None:
        words.append("Nobody is named" if isinstance(asked.owner, str) else system.names.of(asked.owner))
    return ", ".join(words)


def _line(actor: Actor, system: SystemToday, veil: Veil, found: People, row: PersonRow) -> RowLine:
    key = row.owner.key if row.owner else NOBODY
    is_clear = veil.is_open or (row.is_ready and veil.is_clear(row.ward_id, row.cause, key))
    place, days = veil.place(row.ward_id, is_clear=is_clear), veil.days(row.days, is_clear=is_clear)
    cells: tuple[str, ...] = (place, days)
    if found.asked.measure is Measure.READY:
        owner = found.names.of(row.owner) if row.owner else "Nobody is named"
        causes, owners = _shown(system, veil)
        cells = (
            place,
            days,
            cause_words(row.cause) if row.cause in causes else NOT_SHOWN,
            owner if key in owners else NOT_SHOWN,
        )
    if found.asked.measure is Measure.RED:
        day = short_day(row.on, system.today) if is_clear else "In the last four weeks"
        cells = (place, day, cause_words(row.marked_reason))
    may_open = may_open_record(actor, row.trust_id)
    return RowLine(
        reference=reference_of_stay(row.stay_id),
        cells=tuple(zip(HEADS[found.asked.measure], cells, strict=True)),
        open_href=url_for("boards.open_record", stay_id=row.stay_id) if may_open else "",
    )


def _shown(system: SystemToday, veil: Veil) -> tuple[frozenset[str], frozenset[str]]:
    """Causes and owners that as many wait for as may be told: the same as in the tables."""
    causes: dict[str, int] = {}
    owners: dict[str, int] = {}
    for each in system.waiting:
        causes[each.cause] = causes.get(each.cause, 0) + each.people
        owners[each.owner_key] = owners.get(each.owner_key, 0) + each.people
    no_causes, no_owners = veil.cells(causes), veil.cells(owners)
    return frozenset(causes) - no_causes, frozenset(owners) - no_owners


def _pager(found: People) -> tuple[tuple[str, str], ...]:
    asked, links = found.asked, []
    for words, page in (("Earlier rows", asked.page - 1), ("More rows", asked.page + 1)):
        if 1 <= page <= found.pages:
            links.append((words, _href(asked, page)))
    return tuple(links)


def _href(asked: Asked, page: int) -> str:
    owner = asked.owner if isinstance(asked.owner, str) or asked.owner is None else asked.owner.key
    return url_for(
        "boards.sro_rows",
        measure=asked.measure.value,
        trust=asked.trust_id,
        ward=asked.ward_id,
        cause=asked.cause,
        owner=owner,
        page=page,
    )
