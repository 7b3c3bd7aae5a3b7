"""People and dates of one stay, in groups with one form each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask import url_for

from discharge.boards.pages.words import short_day
from discharge.boards.queries.stay import WholeStay
from discharge.core.words import counted
from discharge.stays.rules.codes import ATTRIBUTABLE_TO, KEY_DATE_KINDS, LEGAL_AUTHORITIES, READY_REASONS
from discharge.stays.rules.details import LABELS, Circle, Details, Home, Purpose, Team, words_for
from discharge.stays.rules.ready import days_shown

# Lines that are left out while empty, until there is somebody for them to be about.
SAYS_ABOUT: Final[Mapping[str, str]] = {
    "responsible_icb_basis": "responsible_icb_id",
    "responsible_icb_on": "responsible_icb_id",
    "responsible_council_basis": "responsible_council_id",
    "responsible_council_on": "responsible_council_id",
    "has_receiving_team_accepted": "receiving_team",
    "carer_permission": "carer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """words "" : not recorded. href: a form for this line alone, "" for none."""

    label: str
    words: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactGroup:
    """id: of the heading. href: the form, "" without the permission."""

    id: str
    title: str
    facts: tuple[Fact, ...]
    href: str = ""


def groups(whole: WholeStay) -> tuple[FactGroup, ...]:
    stay = whole.stay
    found = (
        ("purpose", "Purpose and plan", "stays.purpose", _details(whole, Purpose)),
        ("people", "People and teams", "stays.people", _details(whole, Team)),
        ("carer", "The person and their carer", "stays.carer", _details(whole, Circle)),
        ("home", "Home and responsible bodies", "stays.money", (*_details(whole, Home), _belonging(whole))),
        ("dates", "Key dates", "stays.key_date", tuple(_key_dates(whole))),
    )
    made = [
        FactGroup(id=key, title=title, facts=facts, href=url_for(endpoint, stay_id=stay.id) if whole.may_edit else "")
        for key, title, endpoint, facts in found
    ]
    if whole.ready:
        made.insert(1, FactGroup(id="ready", title="Clinically ready", facts=tuple(_ready(whole))))
    return tuple(made)


def legal_words(whole: WholeStay) -> str:
    """The authority begun last of those that hold today."""
    today = whole.today
    holding = [
        period
        for period in whole.legal
        if period.started_on <= today and (period.ended_on is None or today < period.ended_on)
    ]
    if not holding:
        return "Legal status not recorded"
    latest = holding[-1]
    known = LEGAL_AUTHORITIES.get(latest.code or latest.kind)
    words = known.short if known else latest.code
    if latest.expires_on is None:
        return words
    passed = latest.expires_on < today
    until = short_day(latest.expires_on, today)
    return f"{words}, {'ended' if passed else 'ends'} {until} as typed{': check the papers' if passed else ''}"


def _details(whole: WholeStay, kind: type[Details]) -> tuple[Fact, ...]:
    values = kind.of(whole.stay, whole.stay.person).values()
    return tuple(
        Fact(label=LABELS[field], words=words_for(field, value, bodies=dict(whole.bodies)))
        for field, value in values.items()
        if value or value is False or field not in SAYS_ABOUT or values[SAYS_ABOUT[field]]
    )


def area_words(whole: WholeStay) -> str:
    """Whether somebody in this bed belongs to another area: said by a person or to be checked; "" for no sign."""
    found = whole.belonging
    if found.said is None:
        return "May belong to another area: check" if found.why else ""
    return f"Belongs to another area: {found.said.home_area}" if found.said.is_elsewhere else ""


def _belonging(whole: WholeStay) -> Fact:
    found, said = whole.belonging, whole.belonging.said
    href = url_for("stays.from_elsewhere", stay_id=whole.stay.id) if whole.may_edit else ""
    if said is None:
        words = f"Check. {'; '.join(found.why)}" if found.why else ""
    elif not said.is_elsewhere:
        words = "No"
    else:
        by = f", by {short_day(said.target_on, whole.today)}" if said.target_on else ", no day set"
        words = f"{said.home_area}. Taken back by {said.taken_back_by or 'nobody named'}{by}"
    return Fact(label="Belongs to another area", words=words, href=href)


def _key_dates(whole: WholeStay) -> Iterator[Fact]:
    for key in whole.key_dates:
        done = f" (took place {short_day(key.done_on, whole.today)})" if key.done_on else ""
        href = url_for("stays.key_date_outcome", stay_id=whole.stay.id, key_date_id=key.id) if whole.may_edit else ""
        words = f"{short_day(key.on, whole.today)}{': ' + key.words if key.words else ''}{done}"
        yield Fact(label=KEY_DATE_KINDS[key.kind].short, words=words, href=href)


def _ready(whole: WholeStay) -> Iterator[Fact]:
    today = whole.today
    for each in reversed(whole.ready):
        period = each.period
        days = days_shown(each.dates, today)
        until = f"to {short_day(period.ended_on, today)}" if period.ended_on else "on"
        may = whole.may_set_clinical_facts
        dates = url_for("stays.ready_dates", stay_id=whole.stay.id, period_id=period.id) if may else ""
        label = f"From {short_day(period.started_on, today)} {until}"
        yield Fact(label=label, words=f"{counted(days, 'day')}, decided by {period.decided_by}", href=dates)
        heard = "heard" if period.were_person_views_heard else "not heard yet"
        carer = {True: "heard", False: "not heard yet", None: "no carer or no permission"}[
            period.were_carer_views_heard
        ]
        yield Fact(label="Views", words=f"Person: {heard}. Carer: {carer}")
        for reason in reversed(each.reasons):
            whom = ATTRIBUTABLE_TO[reason.attributable_to].description
            words = f"{READY_REASONS[reason.reason].description} ({whom}){': ' + reason.note if reason.note else ''}"
            yield Fact(label=f"Reason from {short_day(reason.from_on, today)}", words=words)
