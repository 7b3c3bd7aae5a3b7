"""One stay: who, the clocks, what is due, today, what happened, people and dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from flask import url_for

from discharge.boards.pages.stay import clocks, facts, marks, story
from discharge.boards.pages.stay.awaited import AwaitedPart
from discharge.boards.pages.stay.clocks import Clock, Due
from discharge.boards.pages.stay.facts import FactGroup
from discharge.boards.pages.stay.marks import Strip, Today
from discharge.boards.pages.stay.story import Month
from discharge.boards.pages.words import moment_words
from discharge.boards.queries.stay import WholeStay
from discharge.core.actor import Actor
from discharge.core.clock import local_time
from discharge.stays.rules.length import age_on
from discharge.stays.rules.names import NameLevel, shown_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that can be done to the stay."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where the ward list says something else."""

    label: str
    ours: str
    listed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StayPage:
    """actions, and the edit links inside dues and groups, are only those that this person may use."""

    name: str
    bed: str
    facts: tuple[str, ...]
    flags: tuple[str, ...]
    ward: str
    ward_href: str
    state: str
    changed: str
    clocks: tuple[Clock, ...]
    dues: tuple[Due, ...]
    today: Today | None
    awaited: AwaitedPart
    strip: Strip
    groups: tuple[FactGroup, ...]
    months: tuple[Month, ...]
    actions: tuple[Action, ...]
    differences: tuple[Difference, ...]
    settle_href: str
    printed_by: str
    printed_at: str

    @classmethod
    def of(cls, whole: WholeStay, actor: Actor) -> Self:
        stay, person = whole.stay, whole.stay.person
        return cls(
            name=shown_name(NameLevel.FULL, family=person.surname, given=person.given_name, bed=stay.bed),
            bed=stay.bed,
            facts=_facts(whole),
            flags=_flags(whole),
            ward=stay.ward.name,
            ward_href=url_for("boards.ward", ward_id=stay.last_ward_id),
            state=clocks.state_words(whole),
            changed=moment_words(stay.changed_at, whole.today),
            clocks=clocks.clocks(whole),
            dues=clocks.dues(whole),
            today=marks.today_of(whole),
            awaited=AwaitedPart.of(whole),
            strip=marks.strip_of(whole),
            groups=facts.groups(whole),
            months=story.months(whole),
            actions=_actions(whole),
            differences=tuple(
                Difference(label=one.label, ours=one.ours, listed=one.theirs) for one in whole.differences
            ),
            settle_href=url_for("interop.differences", stay_id=stay.id) if whole.may_edit else "",
            printed_by=actor.name,
            printed_at=f"{local_time(whole.now):%d %B %Y at %H:%M}".lstrip("0"),
        )


def _facts(whole: WholeStay) -> tuple[str, ...]:
    person = whole.stay.person
    born = f"{person.birth_date.day} {person.birth_date:%b %Y}"
    nhs = person.nhs_number
    return tuple(
        fact
        for fact in (
            f"No. {person.local_number}",
            f"NHS {nhs[:3]} {nhs[3:6]} {nhs[6:]}" if nhs else "No NHS number",
            f"born {born}, {age_on(whole.today, person.birth_date)} years",
            facts.legal_words(whole),
            whole.stay.consultant,
        )
        if fact
    )


def _flags(whole: WholeStay) -> tuple[str, ...]:
    person = whole.stay.person
    away = next((absence for absence in whole.absences if absence.returned_at is None), None)
    return tuple(
        flag
        for flag in (
            marks.away_words(away, whole.today) if away is not None and whole.stay.is_open else "",
            facts.area_words(whole) if whole.stay.is_open else "",
            "Do not contact: address protected" if person.is_address_protected else "",
            f"Interpreter: {person.interpreter}" if person.interpreter else "",
            "Learning disability" if person.has_learning_disability else "",
            "Autistic" if person.is_autistic else "",
        )
        if flag
    )


_EDITS: Mapping[str, str] = {
    "stays.edd": "Estimated discharge date",
    "stays.planned_date": "Planned discharge date",
    "stays.transfer": "Move ward or bed",
    "stays.absence": "Absence",
}
_CLINICAL: Mapping[str, str] = {
    "stays.ready": "Clinically ready",
    "stays.legal": "Legal status",
    "stays.leave": "Discharge",
    "stays.death": "Death",
    "stays.cancel": "Cancel a wrong admission",
}
_READY: Mapping[str, str] = {"stays.ready_reason": "Why still here", "stays.no_longer_ready": "No longer ready"}


def _left(whole: WholeStay) -> Mapping[str, str]:
    offers = (
        (whole.after.may_reopen, "stays.reopen", "Reopen a wrong discharge"),
        (whole.after.may_record_death, "stays.death", "Death"),
        (whole.after.may_undo_death, "stays.death_undo", "Undo a wrong death"),
    )
    return {endpoint: words for may, endpoint, words in offers if may}


def _actions(whole: WholeStay) -> tuple[Action, ...]:
    wanted: dict[str, str] = {}
    if whole.may_edit:
        wanted |= _EDITS
        if whole.is_ready:
            wanted.pop("stays.edd")
        elif whole.stay.planned_discharge_on is None:
            wanted.pop("stays.planned_date")
    if whole.may_set_clinical_facts and whole.stay.is_open:
        wanted |= {key: words for key, words in _CLINICAL.items() if not (whole.is_ready and key == "stays.ready")}
        if whole.is_ready:
            wanted |= _READY
    if whole.may_set_clinical_facts:
        wanted |= _left(whole)
    if whole.may_tell_incident:
        wanted["partnership.tell_of_stay"] = "Tell of an incident"
    return tuple(Action(text=text, href=url_for(endpoint, stay_id=whole.stay.id)) for endpoint, text in wanted.items())
