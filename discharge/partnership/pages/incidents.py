"""The words of incidents: the list, one of them, its forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.partnership.models import Incident
from discharge.partnership.queries.incidents import IncidentList, OneIncident
from discharge.partnership.rules.incidents import Stage
from discharge.stays.pages.plan import Who
from discharge.stays.rules.shown import shown_day, shown_moment, yes_or_no


@dataclass(frozen=True, slots=True)
class IncidentRow:
    reference: str
    href: str
    kind: str
    ward: str
    happened: str
    stage: str
    board: str

    @classmethod
    def of(cls, incident: Incident) -> Self:
        return cls(
            reference=incident.reference,
            href=url_for("partnership.incident", incident_id=incident.id),
            kind=incident.kind.words,
            ward=incident.ward.name,
            happened=shown_day(incident.happened_on),
            stage=incident.stage.words,
            board=_board(incident),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentsPage:
    """groups: heading and rows; empty ones are left out."""

    groups: tuple[tuple[str, tuple[IncidentRow, ...]], ...]
    tell_href: str

    @classmethod
    def of(cls, seen: IncidentList) -> Self:
        groups = (("Open", _rows(seen.open)), ("Closed lately", _rows(seen.closed)))
        return cls(
            groups=tuple(group for group in groups if group[1]),
            tell_href=url_for("partnership.tell") if seen.may_tell else "",
        )


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPage:
    """person: whom it is about, "" for nobody in particular. todo: what can be done next, as words and address."""

    reference: str
    kind: str
    stage: str
    is_open: bool
    person: str
    person_href: str
    facts: tuple[Fact, ...]
    todo: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, seen: OneIncident) -> Self:
        incident = seen.incident
        facts = (
            Fact("Ward", incident.ward.name),
            Fact("Happened", shown_day(incident.happened_on)),
            Fact("Told by", f"{incident.told_by}, {shown_moment(incident.told_at)}"),
            Fact("Our reference", incident.local_reference),
            Fact("Safeguarding Adults Board told", yes_or_no(incident.is_referred) or "Not decided yet"),
            Fact("Told on", shown_day(incident.referred_on)),
            Fact("The board’s reference", incident.board_reference),
            Fact("Closed", shown_day(incident.closed_on)),
            Fact("What happened", incident.what_happened),
            Fact("What was done at once", incident.done_at_once),
            Fact("Why the board is not told", incident.because),
            Fact("What was learned", incident.learned),
        )
        stay = incident.stay if seen.may_open_stay else None
        return cls(
            reference=incident.reference,
            kind=incident.kind.words,
            stage=incident.stage.words,
            is_open=incident.stage is not Stage.CLOSED,
            person=Who.of(stay, "").name if stay else "",
            person_href=url_for("boards.stay", stay_id=stay.id) if stay else "",
            facts=tuple(fact for fact in facts if fact.words),
            todo=_todo(seen),
        )


def _rows(incidents: Iterable[Incident]) -> tuple[IncidentRow, ...]:
    return tuple(IncidentRow.of(incident) for incident in incidents)


def _board(incident: Incident) -> str:
    if incident.is_referred is None:
        return "Not decided yet"
    if not incident.is_referred:
        return "Not told"
    return incident.board_reference or f"Told on {shown_day(incident.referred_on)}"


def _todo(seen: OneIncident) -> tuple[tuple[str, str], ...]:
    if not seen.may_look_into or seen.incident.stage is Stage.CLOSED:
        return ()
    key = seen.incident.id
    decide = "Decide about the safeguarding board" if seen.incident.is_referred is None else "Change what was decided"
    todo = [(decide, url_for("partnership.decide", incident_id=key))]
    if seen.incident.stage is Stage.LOOKED_INTO:
        todo.insert(0, ("Close with what was learned", url_for("partnership.close", incident_id=key)))
    return tuple(todo)
