"""Housing cases of about twenty-five people at every stage, and the places that providers post."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.core.actor import Actor
from discharge.core.clock import local_date, moment_of
from discharge.demo.bodies import HARBOUR, MARSHLAND, STONEBRIDGE, TIDEWAY, WESTMERE
from discharge.demo.partners import COORDINATORS
from discharge.demo.telling import Step, Told
from discharge.demo.wards import FENLAND
from discharge.housing.commands.case import ReleaseSafePlacing, SaveCase, release_safe_placing, save_case
from discharge.housing.commands.duty import (
    MakeCheck,
    ReferralAnswered,
    ReferralReceived,
    Said,
    SendReferral,
    SetConsents,
    make_check,
    referral_answered,
    referral_received,
    send_referral,
    set_consents,
)
from discharge.housing.commands.offers import (
    AnswerOffer,
    DateOffer,
    MakeOffer,
    answer_offer,
    date_offer,
    make_offer,
)
from discharge.housing.commands.vacancies import PostVacancy, VacancyFacts, post_vacancy
from discharge.housing.models import DutyReferral, HousingCase, HousingOffer
from discharge.housing.rules.case import CaseFacts

PEOPLE: Final = 25
AT_LEAST: Final = timedelta(days=12)  # in hospital, so that the story has room
Do = Callable[[Session, Actor, datetime], None]
WISHES: Final = (
    "A flat of my own with a door to lock, near the bus",
    "Not far from the family, and somewhere the dog can come",
    "Staff nearby at night to begin with",
    "Back where I was, if the rent can be sorted out",
    "No stairs, and a garden to sit in",
)
AREAS: Final = {True: "Fen End and villages", False: "Westmere, east side"}
SAFE: Final = (("fire", "Fire safety visit agreed"), ("no_lone_visits", "Care plan review"), ("self_contained", "OT"))
ROUTES: Final = ("supported", "social", "temporary", "private", "return")
LEVELS: Final = ("visiting", "daytime", "sleeping", "waking", "none")
ACCESS: Final = ("stairs", "stairs", "ground", "wheelchair")
# What each person in turn has come to: the names of methods below, in the order of time.
STAGES: Final = (
    ("check",),
    ("check", "case"),
    ("check", "case", "agree"),
    ("check", "case", "decline"),
    ("check", "case", "agree", "refer"),
    ("check", "case", "agree", "refer", "received"),
    ("check", "case", "agree", "refer", "received", "relief"),
    ("case", "safe"),
    ("case", "safe", "offer", "assessed"),
    ("case", "offer", "refused", "second_offer"),
    ("case", "offer", "assessed", "accepted", "signed"),
    ("case", "safe", "offer", "assessed", "accepted"),
    ("check", "case", "agree", "refer", "received", "advice"),
)
PLACES: Final = (
    (STONEBRIDGE, "Flat 4, Mill Court", "supported", "daytime", "ground", True, ("fire",)),
    (STONEBRIDGE, "Room 2, Quay House", "supported", "waking", "stairs", False, ("self_contained",)),
    (HARBOUR, "Flat 11, Tern Place", "social", "visiting", "wheelchair", True, ()),
    (TIDEWAY, "Flat 3, Rope Yard", "supported", "sleeping", "stairs", True, ("no_height",)),
    (TIDEWAY, "Flat 8, Rope Yard", "private", "none", "stairs", True, ()),
    (HARBOUR, "Bungalow 2, Osier Close", "social", "none", "wheelchair", True, ()),
)


def housing(told: Sequence[Told], now: datetime) -> Iterator[Step]:
    for number, each in enumerate(people(told, now)):
        yield from _Housed(each, number, now).steps()
    if told:
        yield from _vacancies(told[0], now)


def people(told: Sequence[Told], now: datetime) -> Sequence[Told]:
    """Some of those here whose home is at risk, from every ward, in the order of admission."""
    at_risk = [each for each in told if each.life.is_home_at_risk and each.life.left is None]
    found = [each for each in at_risk if each.life.admitted_at < now - AT_LEAST and not _was_unwell(each)]
    return found[:: max(1, len(found) // PEOPLE)][:PEOPLE]


def _was_unwell(told: Told) -> bool:
    return any(spell.ended_at is not None for spell in told.life.ready)


def _vacancies(told: Told, now: datetime) -> Iterator[Step]:
    """Posted for the people of each trust in the area of its housing council."""
    today = local_date(now)
    for number, (provider, name, route, level, access, pets, cannot_take) in enumerate(PLACES):
        trust, key = [*told.places.trusts.items()][number % 2]
        facts = VacancyFacts(
            provider_id=told.places.bodies[provider],
            council_id=told.places.bodies[MARSHLAND if trust == FENLAND else WESTMERE],
            name=name,
            route=route,
            support_level=level,
            access=access,
            area_words=AREAS[trust == FENLAND],
            allows_pets=pets,
            is_self_contained=level != "waking",
            cannot_take=cannot_take,
            words="Two viewings a week",
            from_on=today + timedelta(days=3 * number),
            held_until=today + timedelta(days=14 + number),
        )

        def post(session: Session, actor: Actor, at: datetime, key: UUID = key, facts: VacancyFacts = facts) -> None:
            post_vacancy(session, PostVacancy(trust_id=key, facts=facts), actor=actor, now=at)

        yield Step(now - timedelta(days=3, hours=number), COORDINATORS[trust][0], post)


@dataclass(frozen=True, slots=True)
class _Housed:
    told: Told
    number: int
    now: datetime

    def steps(self) -> Iterator[Step]:
        names = STAGES[self.number % len(STAGES)]
        begin = max(self.told.life.admitted_at + timedelta(days=1), self.now - timedelta(days=24))
        gap = (self.now - begin) / (len(names) + 0.5)
        by = COORDINATORS[self.told.life.someone.trust]
        for place, name in enumerate(names):
            day = local_date(begin + gap * place) + timedelta(days=1)
            at = min(moment_of(day, time(13, 5 + self.number)), self.now - timedelta(minutes=30 - place))
            yield Step(at, by[self.number % len(by)], self._doing(name))

    def _doing(self, name: str) -> Do:
        do: Do = getattr(self, f"_{name}")
        return do

    @property
    def _is_fenland(self) -> bool:
        return self.told.life.someone.trust == FENLAND

    @property
    def _council(self) -> UUID:
        return self.told.places.bodies[MARSHLAND if self._is_fenland else WESTMERE]

    def _check(self, session: Session, actor: Actor, now: datetime) -> None:
        risks = (("nowhere",), ("arrears", "notice"), ("arrears",))[self.number % 3]
        make_check(session, MakeCheck(stay_id=self.told.stay_id, risks=risks), actor=actor, now=now)

    def _case(self, session: Session, actor: Actor, now: datetime) -> None:
        had_no_home = self.told.life.accommodation_status.startswith("HM")
        is_offered = "offer" in STAGES[self.number % len(STAGES)]
        facts = CaseFacts(
            need="new" if self.number % 3 else "at_risk",
            lived_in=self.told.life.accommodation_status,
            lived_area=AREAS[self._is_fenland],
            lived_with="Nobody" if had_no_home else ("Nobody", "Partner", "Parents")[self.number % 3],
            tenancy_holder="nobody" if had_no_home else ("self", "joint", "household")[self.number % 3],
            is_tenancy_at_risk=self.number % 3 == 0 and not had_no_home,
            route="supported" if is_offered else ROUTES[self.number % 5],
            support_level=LEVELS[self.number % 5],
            access=ACCESS[self.number % 4],
            council_ids=(self._council,),
            area_words=AREAS[self._is_fenland] if self.number % 2 else "",
            has_pets=self.number % 4 == 1,
            has_no_recourse=self.number == 6,
            wishes=WISHES[self.number % 5],
        )
        version = 0 if (case := self._found(session, HousingCase)) is None else case.version
        save_case(session, SaveCase(stay_id=self.told.stay_id, version=version, facts=facts), actor=actor, now=now)

    def _safe(self, session: Session, actor: Actor, now: datetime) -> None:
        code, basis = SAFE[self.number % 3]
        release = ReleaseSafePlacing(
            stay_id=self.told.stay_id, code=code, basis=basis, since_on=local_date(now), released_by="Dr Pargeter"
        )
        release_safe_placing(session, release, actor=actor, now=now)

    def _agree(self, session: Session, actor: Actor, now: datetime) -> None:
        given = Said(state="given", on=local_date(now))
        contact = Said(state="best_interests", on=local_date(now), decided_by="Dr Fosdyke, with the sister")
        self._consents(session, given, contact if self.number % 5 == 4 else given, actor, now)

    def _decline(self, session: Session, actor: Actor, now: datetime) -> None:
        refused = Said(state="refused", on=local_date(now))
        self._consents(session, refused, Said(state="not_asked"), actor, now)

    def _consents(self, session: Session, refer: Said, contact: Said, actor: Actor, now: datetime) -> None:
        case = self._known(session, HousingCase)
        said = SetConsents(stay_id=self.told.stay_id, version=case.version, refer=refer, contact=contact)
        set_consents(session, said, actor=actor, now=now)

    def _refer(self, session: Session, actor: Actor, now: datetime) -> None:
        command = SendReferral(
            stay_id=self.told.stay_id,
            authority_id=self._council,
            is_choice=True,
            reason=("homeless", "notice", "threatened")[self.number % 3],
            reach="Ward telephone 01632 960 150, afternoons; ask for the shift lead",
            route=("portal", "email")[self.number % 2],
            reference=f"DTR-{self.number + 4100}",
            sent_on=local_date(now),
        )
        send_referral(session, command, actor=actor, now=now)

    def _received(self, session: Session, actor: Actor, now: datetime) -> None:
        sent = self._known(session, DutyReferral)
        command = ReferralReceived(
            stay_id=self.told.stay_id,
            referral_id=sent.id,
            version=sent.version,
            received_on=local_date(now),
            reference=sent.reference,
        )
        referral_received(session, command, actor=actor, now=now)

    def _relief(self, session: Session, actor: Actor, now: datetime) -> None:
        self._answered(session, "relief", "Personal housing plan to follow", actor, now)

    def _advice(self, session: Session, actor: Actor, now: datetime) -> None:
        self._answered(session, "advice", "Details of private landlords sent", actor, now)

    def _answered(self, session: Session, outcome: str, words: str, actor: Actor, now: datetime) -> None:
        sent = self._known(session, DutyReferral)
        command = ReferralAnswered(
            stay_id=self.told.stay_id,
            referral_id=sent.id,
            version=sent.version,
            outcome=outcome,
            answered_on=local_date(now),
            words=words,
        )
        referral_answered(session, command, actor=actor, now=now)

    def _offer(self, session: Session, actor: Actor, now: datetime) -> None:
        self._make(session, STONEBRIDGE, "Room 5, Quay House", actor, now)

    def _second_offer(self, session: Session, actor: Actor, now: datetime) -> None:
        self._make(session, TIDEWAY, "Flat 1, Rope Yard", actor, now)

    def _make(self, session: Session, provider: str, place: str, actor: Actor, now: datetime) -> None:
        command = MakeOffer(
            stay_id=self.told.stay_id,
            made_on=local_date(now),
            provider_id=self.told.places.bodies[provider],
            route="supported",
            place=place,
        )
        make_offer(session, command, actor=actor, now=now)

    def _assessed(self, session: Session, actor: Actor, now: datetime) -> None:
        day: date = local_date(now)
        self._date(session, {"assessed_on": day, "viewing_on": day + timedelta(days=3)}, actor, now)

    def _signed(self, session: Session, actor: Actor, now: datetime) -> None:
        day: date = local_date(now)
        to_tuesday = timedelta(days=(1 - day.weekday()) % 7 + 7)
        self._date(session, {"signed_on": day, "move_on": day + to_tuesday, "is_agreed": True}, actor, now)

    def _date(self, session: Session, dates: dict[str, Any], actor: Actor, now: datetime) -> None:
        offer = self._known(session, HousingOffer)
        kept = {"assessed_on": offer.assessed_on, "viewing_on": offer.viewing_on, "signed_on": offer.signed_on}
        about = {"stay_id": self.told.stay_id, "offer_id": offer.id, "version": offer.version}
        date_offer(session, DateOffer(**(about | kept | dates)), actor=actor, now=now)

    def _accepted(self, session: Session, actor: Actor, now: datetime) -> None:
        self._answer(session, {"answer": "accepted"}, actor, now)

    def _refused(self, session: Session, actor: Actor, now: datetime) -> None:
        why = {"answer": "refused", "refused_by": "person", "because": "Shared kitchen, and too far from the family"}
        self._answer(session, why, actor, now)

    def _answer(self, session: Session, said: dict[str, str], actor: Actor, now: datetime) -> None:
        offer = self._known(session, HousingOffer)
        about = {"stay_id": self.told.stay_id, "offer_id": offer.id, "version": offer.version}
        answer_offer(session, AnswerOffer(**(about | {"answered_on": local_date(now)} | said)), actor=actor, now=now)

    def _known(self, session: Session, model: Any) -> Any:
        found = self._found(session, model)
        if found is None:
            raise LookupError(f"{model.__tablename__} is not there yet")
        return found

    def _found(self, session: Session, model: Any) -> Any:
        """The latest of this person."""
        found = select(model).where(model.stay_id == self.told.stay_id)
        if model is HousingOffer:
            found = found.order_by(HousingOffer.number.desc())
        return session.scalars(found.limit(1)).one_or_none()
