"""The words of the administration screens."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from flask import url_for

from discharge.core.forms import Form
from discharge.places.forms import CONTACT_KINDS, COUNCIL_FUNCTIONS, KINDS, TEAM_FUNCTIONS
from discharge.places.models import Organisation, OrganisationKind, OutsideContact, PolicyValue, Team, Ward
from discharge.places.queries import Administration, InForce, Numbers, Origin, WardHistory
from discharge.places.rules.beds import Capacity
from discharge.places.rules.codes import AGE_GROUPS, BED_TYPES, CARE_INTENSITIES, SEXES_OF_PATIENTS
from discharge.places.rules.policy import KNOWN, Group, Key
from discharge.places.rules.rounds import WardRounds

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
TIMES = ("no round", "one pass", "two passes")


def day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def beds_words(capacity: Capacity | None) -> str:
    if capacity is None:
        return "No beds yet"
    if capacity.is_shut:
        return f"Shut: {capacity.reason}"
    closed = f", {capacity.closed_beds} closed: {capacity.reason}" if capacity.closed_beds else ""
    return f"{capacity.beds} beds{closed}"


def rounds_words(rounds: WardRounds) -> str:
    """ "Two passes every working day; closes at 12:00" and what differs at weekends and on bank holidays."""
    pattern = rounds.pattern
    when = "every working day" if pattern.weekly_on is None else f"every {WEEKDAYS[pattern.weekly_on]}"
    words = [f"{TIMES[len(pattern.weekday)].capitalize()} {when}"]
    if pattern.weekend:
        words.append(f"{TIMES[len(pattern.weekend)]} at weekends")
    if pattern.holiday:
        words.append(f"{TIMES[len(pattern.holiday)]} on bank holidays")
    return f"{', '.join(words)}; a day closes at {rounds.close_time:%H:%M}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WardRow:
    name: str
    href: str
    kind: str
    beds: str
    rounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteBlock:
    id: str
    name: str
    code: str
    rename: str
    add_ward: str
    wards: tuple[WardRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A team or an outside contact: its name, what it is, and how to reach it."""

    name: str
    href: str
    kind: str
    reach: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationBlock:
    id: str
    name: str
    kind: str
    code: str
    rename: str
    numbers: str
    functions: str
    add_site: str
    add_team: str
    add_contact: str
    teams: tuple[LineRow, ...]
    contacts: tuple[LineRow, ...]
    sites: tuple[SiteBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminPage:
    organisations: tuple[OrganisationBlock, ...]
    add_organisation: str

    @classmethod
    def of(cls, seen: Administration) -> Self:
        return cls(
            organisations=tuple(
                OrganisationBlock(
                    id=str(each.id),
                    name=each.name,
                    kind=_kind_words(each),
                    code=each.ods_code or "",
                    rename=url_for("places.rename_organisation", organisation_id=each.id),
                    numbers=url_for("places.numbers", organisation_id=each.id) if _is_trust(each) else "",
                    functions=url_for("places.council_functions", organisation_id=each.id) if _is_council(each) else "",
                    add_site=url_for("places.add_site", organisation_id=each.id) if _is_trust(each) else "",
                    add_team=url_for("places.add_team", organisation_id=each.id),
                    add_contact=url_for("places.add_contact", organisation_id=each.id) if _is_trust(each) else "",
                    teams=tuple(_team_row(team) for team in seen.teams if team.organisation_id == each.id),
                    contacts=tuple(_contact_row(one) for one in seen.contacts if one.organisation_id == each.id),
                    sites=tuple(
                        SiteBlock(
                            id=str(site.id),
                            name=site.name,
                            code=site.code,
                            rename=url_for("places.rename_site", site_id=site.id),
                            add_ward=url_for("places.add_ward", site_id=site.id),
                            wards=tuple(_row(ward, seen) for ward in seen.wards if ward.site_id == site.id),
                        )
                        for site in seen.sites
                        if site.organisation_id == each.id
                    ),
                )
                for each in seen.organisations
            ),
            add_organisation=url_for("places.add_organisation") if seen.addable else "",
        )


def _is_trust(organisation: Organisation) -> bool:
    """Only trusts have wards, and numbers that hold in them."""
    return organisation.kind is OrganisationKind.TRUST


def _is_council(organisation: Organisation) -> bool:
    return organisation.kind is OrganisationKind.COUNCIL


def _kind_words(organisation: Organisation) -> str:
    words = dict(KINDS)[organisation.kind]
    if not _is_council(organisation):
        return words
    functions = organisation.council_functions
    return f"{words}. {dict(COUNCIL_FUNCTIONS)[functions]}" if functions else f"{words}. Not said: housing, social care"


def _team_row(team: Team) -> LineRow:
    closed = f"Takes no new work since {day_words(team.closed_on)}" if team.closed_on else ""
    return LineRow(
        name=team.name,
        href=url_for("places.change_team", team_id=team.id),
        kind=dict(TEAM_FUNCTIONS)[team.function],
        reach=closed or team.email or "No e-mail address",
    )


def _contact_row(contact: OutsideContact) -> LineRow:
    return LineRow(
        name=contact.name,
        href=url_for("places.change_contact", contact_id=contact.id),
        kind=dict(CONTACT_KINDS)[contact.kind],
        reach=contact.telephone or "No telephone number",
    )


def _row(ward: Ward, seen: Administration) -> WardRow:
    closed = f"Closed since {day_words(ward.closed_on)}" if ward.closed_on else ""
    return WardRow(
        name=ward.name,
        href=url_for("places.ward", ward_id=ward.id),
        kind=BED_TYPES[ward.bed_type].description,
        beds=closed or beds_words(seen.capacities.get(ward.id)),
        rounds="" if closed else rounds_words(seen.rounds[ward.id]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a summary or of a history. mark: "Now", "To come" or ""."""

    label: str
    words: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WardPage:
    name: str
    place: str
    closed: str
    facts: tuple[Row, ...]
    beds: tuple[Row, ...]
    rounds: tuple[Row, ...]
    change: str
    set_beds: str
    set_rounds: str
    numbers: str
    close: str
    reopen: str

    @classmethod
    def of(cls, seen: WardHistory, *, today: date) -> Self:
        ward = seen.ward
        return cls(
            name=ward.name,
            place=f"{ward.site.name}, {ward.site.code}",
            closed=f"Closed since {day_words(ward.closed_on)}" if ward.closed_on else "",
            facts=(
                Row(label="Code in the record system", words=ward.code),
                Row(label="Beds for", words=BED_TYPES[ward.bed_type].description),
                Row(label="Age group", words=AGE_GROUPS[ward.age_group].description),
                Row(label="Intensity of care", words=CARE_INTENSITIES[ward.care_intensity].description),
                Row(label="Sex of patients", words=SEXES_OF_PATIENTS[ward.sex_of_patients].description),
            ),
            beds=_history([(capacity.from_on, beds_words(capacity)) for capacity in seen.beds], today),
            rounds=_history([(dated.from_on, rounds_words(dated.value)) for dated in seen.rounds], today),
            change=url_for("places.change_ward", ward_id=ward.id),
            set_beds=url_for("places.set_beds", ward_id=ward.id),
            set_rounds=url_for("places.set_rounds", ward_id=ward.id),
            numbers=url_for("places.ward_numbers", ward_id=ward.id),
            close="" if ward.closed_on else url_for("boards.close_ward", ward_id=ward.id),
            reopen=url_for("places.reopen_ward", ward_id=ward.id) if ward.closed_on else "",
        )


def _history(dated: list[tuple[date, str]], today: date) -> tuple[Row, ...]:
    """Newest first; the one that holds today says so."""
    current = max((from_on for from_on, _words in dated if from_on <= today), default=None)
    return tuple(
        Row(
            label=f"From {day_words(from_on)}",
            words=words,
            mark="Now" if from_on == current else "To come" if from_on > today else "",
        )
        for from_on, words in reversed(dated)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """A form with a heading: its fields stand in their order. hints: field name to one line."""

    title: str
    caption: str
    back: str
    button: str
    form: Form
    intro: str = ""
    hints: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    words: str
    value: str
    origin: str
    source: str
    to_come: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberGroup:
    title: str
    rows: tuple[NumberRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersPage:
    place: str
    is_ward: bool
    groups: tuple[NumberGroup, ...]
    back: str

    @classmethod
    def of(cls, seen: Numbers, *, today: date) -> Self:
        keys = [key for key in Key if seen.ward_id is None or KNOWN[key].is_by_ward]
        return cls(
            place=seen.place_name,
            is_ward=seen.ward_id is not None,
            groups=tuple(
                NumberGroup(title=group.value, rows=rows)
                for group in Group
                if (rows := tuple(_number_row(seen, key, today) for key in keys if KNOWN[key].group is group))
            ),
            back=url_for("places.ward", ward_id=seen.ward_id) if seen.ward_id else url_for("places.admin"),
        )


def number_href(key: Key, organisation_id: object, ward_id: object) -> str:
    if ward_id:
        return url_for("places.ward_number", ward_id=ward_id, key=key.value)
    return url_for("places.number", organisation_id=organisation_id, key=key.value)


def _number_row(seen: Numbers, key: Key, today: date) -> NumberRow:
    now = seen.in_force[key]
    coming = [each for each in reversed(seen.decisions) if each.key == key.value and each.from_on > today]
    return NumberRow(
        words=KNOWN[key].words,
        value=f"{now.value} {KNOWN[key].unit}",
        origin=_origin_words(now),
        source=now.source,
        to_come="; ".join(f"from {day_words(each.from_on)}: {decided_words(each)}" for each in coming),
        href=number_href(key, seen.organisation_id, seen.ward_id),
    )


def _origin_words(now: InForce) -> str:
    who = {Origin.WARD: "This ward's own", Origin.TRUST: "The trust's", Origin.DEFAULT: "Default"}[now.origin]
    return f"{who}, since {day_words(now.from_on)}" if now.from_on else who


def decided_words(decision: PolicyValue) -> str:
    if decision.value is None:
        return "as the trust has it" if decision.ward_id else "the default"
    return f"{decision.value} {KNOWN[Key(decision.key)].unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberPage:
    words: str
    place: str
    now: str
    origin: str
    limits: str
    unit: str
    wider: str
    history: tuple[Row, ...]
    form: Form
    back: str

    @classmethod
    def of(cls, seen: Numbers, key: Key, form: Form) -> Self:
        known, now = KNOWN[key], seen.in_force[key]
        back = (
            url_for("places.ward_numbers", ward_id=seen.ward_id)
            if seen.ward_id
            else url_for("places.numbers", organisation_id=seen.organisation_id)
        )
        return cls(
            words=known.words,
            place=seen.place_name,
            now=f"{now.value} {known.unit}",
            origin=f"{_origin_words(now)}. {now.source}",
            limits=f"From {known.lowest} to {known.highest} {known.unit}. The default is {known.default}.",
            unit=known.unit,
            wider="As the trust has it" if seen.ward_id else f"The default, {known.default} {known.unit}",
            history=tuple(
                Row(label=f"From {day_words(each.from_on)}", words=f"{decided_words(each)}. {each.source}")
                for each in seen.decisions
                if each.key == key.value
            ),
            form=form,
            back=back,
        )
