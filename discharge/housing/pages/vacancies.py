"""Places to live, and the people and places that could fit, each with the reasons in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self
from uuid import UUID

from flask import url_for

from discharge.core.forms import Form
from discharge.core.web import addresses
from discharge.housing.models import Vacancy
from discharge.housing.pages.parts import Fact
from discharge.housing.queries.case import WholeCase
from discharge.housing.queries.matches import Candidate, OneVacancy, Seeker
from discharge.housing.queries.vacancies import Posted, VacancyList, needs_of
from discharge.housing.rules.codes import ACCESS, ROUTES, SAFE_PLACING, SUPPORT_LEVELS
from discharge.housing.rules.matching import MOST_NEAR, Crowd, Match, Needs, match
from discharge.housing.rules.offers import REFUSERS, OfferState
from discharge.housing.rules.vacancies import VACANCY_STATES, VacancyState
from discharge.stays.pages.plan import Who
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.shown import shown_day, yes_or_no


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyRow:
    """fits: how many of the people looked for could live there, in words."""

    name: str
    href: str
    kind: str
    area: str
    support: str
    free: str
    state: str
    fits: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VacanciesPage:
    rows: tuple[VacancyRow, ...]
    people: str
    post_href: str

    @classmethod
    def of(cls, seen: VacancyList, sought: Mapping[UUID, Sequence[Needs]]) -> Self:
        """sought: by trust."""
        crowds = {trust: Crowd(needs) for trust, needs in sought.items()}
        address = addresses("housing.vacancy", "vacancy_id")
        return cls(
            rows=tuple(_row(vacancy, seen, crowds.get(vacancy.organisation_id), address) for vacancy in seen.vacancies),
            people=_people(sum(map(len, sought.values())), "for whom a home is looked for"),
            post_href=url_for("housing.post_vacancy") if seen.may_post else "",
        )


def _people(count: int, rest: str) -> str:
    return f"{count or 'No'} {'person' if count == 1 else 'people'} {rest}"


def _row(vacancy: Posted, seen: VacancyList, crowd: Crowd | None, address: Callable[[UUID], str]) -> VacancyRow:
    place = vacancy.place
    count = crowd.count(place, today=seen.today) if crowd else 0
    return VacancyRow(
        name=vacancy.name,
        href=address(vacancy.id),
        kind=f"{ROUTES[place.route].short}, {vacancy.provider}",
        area=seen.councils.get(place.council_id, "Another area"),
        support=SUPPORT_LEVELS[place.support_level].short,
        free=_free(vacancy.from_on, place.held_until),
        state=VACANCY_STATES[vacancy.state],
        fits=_people(count, "could fit"),
    )


def _free(from_on: date, held_until: date | None) -> str:
    until = f", held until {shown_day(held_until)}" if held_until else ""
    return f"{shown_day(from_on)}{until}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """name: of a person, or of a place. offer_href: where the offer is made, by a person who decided."""

    name: str
    href: str
    note: str
    reasons: tuple[Fact, ...]
    offer_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyPage:
    """matches: nothing speaks against them. near: one thing does. left_out: how many more are not shown."""

    name: str
    state: str
    facts: tuple[Fact, ...]
    offered_to: str
    offered_href: str
    matches: tuple[MatchRow, ...]
    near: tuple[MatchRow, ...]
    left_out: str
    paused: str
    change_href: str
    withdraw_href: str

    @classmethod
    def of(cls, seen: OneVacancy) -> Self:
        vacancy, offered = seen.vacancy, seen.offered_to
        is_free = vacancy.state is VacancyState.OPEN
        here = {"vacancy_id": str(vacancy.id)}
        person = _people_of(vacancy, is_free=is_free)
        return cls(
            name=vacancy.name,
            state=VACANCY_STATES[vacancy.state],
            facts=_facts(vacancy, seen.councils),
            offered_to=_name(offered) if offered else "",
            offered_href=url_for("housing.case", stay_id=offered.stay_id) if offered else "",
            matches=tuple(map(person, seen.fitting)),
            near=tuple(map(person, seen.near)),
            left_out=_people(seen.left_out, "more could fit") if seen.left_out else "",
            paused=_people(seen.paused, "paused, who keep their place") if seen.paused else "",
            change_href=_vacancy_link("housing.change_vacancy", here) if seen.may_post and _is_there(vacancy) else "",
            withdraw_href=_vacancy_link("housing.withdraw_vacancy", here) if seen.may_post and is_free else "",
        )


def _reasons(found: Match) -> tuple[Fact, ...]:
    labelled = (("Fits", found.fits), ("To settle", found.checks), ("Does not fit", found.misses))
    return tuple(Fact(label=label, words="; ".join(words)) for label, words in labelled if words)


def _is_there(vacancy: Vacancy) -> bool:
    return vacancy.state in (VacancyState.OPEN, VacancyState.OFFERED)


def _vacancy_link(endpoint: str, keys: Mapping[str, str]) -> str:
    return url_for(endpoint, vacancy_id=keys["vacancy_id"])


def _name(seeker: Seeker) -> str:
    return shown_name(NameLevel.FULL, family=seeker.surname, given=seeker.given_name, bed=None)


def _people_of(vacancy: Vacancy, *, is_free: bool) -> Callable[[Candidate], MatchRow]:
    case = addresses("housing.case", "stay_id")
    offer = addresses("housing.offer_place", "stay_id", vacancy_id=vacancy.id)

    def row(each: Candidate) -> MatchRow:
        seeker = each.seeker
        return MatchRow(
            name=_name(seeker),
            href=case(seeker.stay_id),
            note=f"{seeker.ward}, looking since {shown_day(seeker.opened_on)}{_refused(each.refused_by)}",
            reasons=_reasons(each.match),
            offer_href=offer(seeker.stay_id) if is_free else "",
        )

    return row


def _refused(by: str) -> str:
    return f", {REFUSERS[by].lower()} refused this place before" if by else ""


def _facts(vacancy: Vacancy, councils: Mapping[UUID, str]) -> tuple[Fact, ...]:
    facts = (
        ("Kind", ROUTES[vacancy.route].description),
        ("Provided by", vacancy.provider.name),
        ("Area", ", ".join(part for part in (councils.get(vacancy.council_id, ""), vacancy.area_words) if part)),
        ("Support", SUPPORT_LEVELS[vacancy.support_level].description),
        ("Access", ACCESS[vacancy.access].description),
        ("Self-contained", yes_or_no(vacancy.is_self_contained) or "Not known yet"),
        ("Pets", yes_or_no(vacancy.allows_pets) or "Not known yet"),
        ("Cannot meet", ", ".join(SAFE_PLACING[code].short for code in vacancy.cannot_take)),
        ("Free from", _free(vacancy.from_on, vacancy.held_until)),
        ("More", vacancy.words),
        ("Posted by", vacancy.posted_by),
    )
    return tuple(Fact(label=label, words=words) for label, words in facts if words)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage:
    """Places for one person, the best first; those with more against them below."""

    who: Who
    matches: tuple[MatchRow, ...]
    near: tuple[MatchRow, ...]
    total: str

    @classmethod
    def of(cls, whole: WholeCase, seen: VacancyList) -> Self:
        case = whole.case
        needs = needs_of(case, whole.safe) if case else None
        found = [
            (vacancy, match(needs, vacancy.place, councils=seen.councils, today=seen.today))
            for vacancy in seen.vacancies
            if needs is not None and vacancy.organisation_id == whole.stay.organisation_id
        ]
        found.sort(key=lambda pair: pair[1].order)
        stay_id = whole.stay.id
        refused = {each.vacancy_id: each.refused_by for each in whole.offers if each.state is OfferState.REFUSED}

        def row(vacancy: Posted, fit: Match) -> MatchRow:
            return _place(vacancy, fit, stay_id, refused.get(vacancy.id, ""))

        return cls(
            who=Who.of(whole.stay, url_for("housing.case", stay_id=stay_id)),
            matches=tuple(row(*pair) for pair in found if pair[1].is_possible),
            near=tuple(row(*pair) for pair in found if not pair[1].is_possible)[:MOST_NEAR],
            total=f"{len(found) or 'No'} {'place is' if len(found) == 1 else 'places are'} posted",
        )


def _place(vacancy: Posted, found: Match, stay_id: UUID, refused_by: str) -> MatchRow:
    is_free = vacancy.state is VacancyState.OPEN
    state = "" if is_free else "offered to somebody, "
    return MatchRow(
        name=vacancy.name,
        href=url_for("housing.vacancy", vacancy_id=vacancy.id),
        note=f"{vacancy.provider}, {state}free from {_free(vacancy.from_on, vacancy.place.held_until)}"
        f"{_refused(refused_by)}",
        reasons=_reasons(found),
        offer_href=url_for("housing.offer_place", stay_id=stay_id, vacancy_id=vacancy.id) if is_free else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VacancyFormPage:
    """The form of a vacancy: about no person."""

    title: str
    form: Form
    back: str
    button: str
    intro: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
