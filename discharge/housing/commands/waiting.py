"""The one blocker of a case: raised, handed on or finished in the same transaction as the step it waits for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.blockers import commands as blockers
from discharge.blockers.commands.raising import usual_due
from discharge.blockers.models import Blocker
from discharge.blockers.queries.one import standing_blocker
from discharge.blockers.rules.clocks import Reckoned
from discharge.blockers.rules.owner import Owner
from discharge.blockers.rules.states import STANDING, Source
from discharge.core.actor import Actor
from discharge.days.rules.codes import RED_REASONS, OwnerKind
from discharge.housing.models import CaseState, DutyReferral, HousingCase, ReferralState
from discharge.housing.queries.duty import due_of
from discharge.housing.queries.offers import offers_of
from discharge.housing.rules.awaited import CHILDREN_REPLY, REPLIES, Awaited, OpenOffer, OpenReferral, awaited
from discharge.housing.rules.offers import OfferState
from discharge.places.models import Organisation, OrganisationKind, Team, TeamFunction
from discharge.stays.models import Stay

CAUSE = "housing"


def keep_blocker(session: Session, stay: Stay, case: HousingCase, said: str, *, actor: Actor, now: datetime) -> None:
    """Make the open blocker say what the case waits for now. said: what came of the step before, without names.

    Whoever may work on housing may do this, whatever they may do with blockers.
    """
    session.flush()
    doing = actor.acting_for(CAUSE)
    held = _held(session, case)
    referral = _open_referral(session, case)
    wanted = _wanted(session, case, referral) if case.state is not CaseState.CLOSED else None
    if wanted is None:
        _finish(session, held, said, actor=doing, now=now)
        case.blocker_id = None
        session.flush()
        return
    owner = _owner(session, stay, wanted)
    reckoned = _reckoned(session, referral, wanted, owner)
    is_handed = held is not None and held.reason == wanted.reason and held.owner_key != owner.key
    if held is not None and is_handed and standing_blocker(session, stay.id, wanted.reason, owner) is None:
        handing = blockers.HandOn(
            blocker_id=held.id,
            version=held.version,
            owner=owner,
            next_step=wanted.next_step,
            words=said,
            reckoned=reckoned,
        )
        blockers.hand_on(session, handing, actor=doing, now=now)
        return
    if held is not None and (is_handed or held.reason != wanted.reason):
        _finish(session, held, said, actor=doing, now=now)
        held = None
    is_reckoned = held is not None and reckoned is not None and held.received_on == reckoned.received_on
    raising = blockers.RaiseBlocker(
        stay_id=stay.id,
        reason=wanted.reason,
        owner=owner,
        next_step=wanted.next_step,
        source=Source.HOUSING,
        reckoned=None if is_reckoned else reckoned,  # a date that somebody agreed since then stands
    )
    case.blocker_id = blockers.raise_blocker(session, raising, actor=doing, now=now).id
    session.flush()


def open_offers(session: Session, case_id: UUID) -> list[OpenOffer]:
    """Those made and those accepted, oldest first, as far as it matters for what is awaited."""
    return [
        OpenOffer(
            provider_id=offer.provider_id,
            route=offer.route,
            is_assessed=offer.assessed_on is not None,
            is_accepted=offer.state is OfferState.ACCEPTED,
            is_signed=offer.signed_on is not None,
            has_move_date=offer.move_on is not None,
        )
        for offer in offers_of(session, case_id)
        if offer.is_open
    ]


def _held(session: Session, case: HousingCase) -> Blocker | None:
    """None also where somebody closed it by hand."""
    if case.blocker_id is None:
        return None
    return session.scalars(
        select(Blocker).where(Blocker.id == case.blocker_id, Blocker.state.in_(STANDING))
    ).one_or_none()


def _open_referral(session: Session, case: HousingCase) -> DutyReferral | None:
    """The newest that was not answered."""
    return session.scalars(
        select(DutyReferral)
        .where(DutyReferral.case_id == case.id, DutyReferral.state != ReferralState.ANSWERED)
        .order_by(DutyReferral.sent_on.desc(), DutyReferral.id)
        .limit(1)
    ).one_or_none()


def _wanted(session: Session, case: HousingCase, referral: DutyReferral | None) -> Awaited | None:
    sent = OpenReferral(council_id=referral.authority_id, is_to_children=referral.is_to_children) if referral else None
    return awaited(
        route=case.route,
        council_ids=[UUID(key) for key in case.council_ids],
        referral=sent,
        offers=open_offers(session, case.id),
    )


def _reckoned(session: Session, referral: DutyReferral | None, wanted: Awaited, owner: Owner) -> Reckoned | None:
    """How long a council has for a referral, from receipt: the duty has its own numbers, the rest the protocol."""
    if referral is None or wanted.reason not in REPLIES:
        return None
    if not referral.is_to_children:
        return Reckoned(referral.clock_from, due_of(session, referral))
    due = usual_due(session, referral.organisation_id, wanted.reason, owner, referral.clock_from)
    return Reckoned(referral.clock_from, due)


def _finish(session: Session, held: Blocker | None, said: str, *, actor: Actor, now: datetime) -> None:
    if held is not None:
        finishing = blockers.FinishBlocker(blocker_id=held.id, version=held.version, outcome=said)
        blockers.finish_blocker(session, finishing, actor=actor, now=now)


def _owner(session: Session, stay: Stay, wanted: Awaited) -> Owner:
    """The kind of owner that the reason has, with the organisation that is known to owe it."""
    kind = RED_REASONS[wanted.reason].owner
    known = {
        OwnerKind.ICB: stay.responsible_icb_id,
        OwnerKind.COUNCIL: wanted.organisation_id if wanted.reason == CHILDREN_REPLY else stay.responsible_council_id,
        OwnerKind.HOUSING: wanted.organisation_id,
    }
    organisation_id = known.get(kind)
    if organisation_id is None or kind is not OwnerKind.HOUSING:
        return Owner(kind, organisation_id)
    if session.get_one(Organisation, organisation_id).kind is OrganisationKind.VOLUNTARY_SECTOR:
        return Owner(OwnerKind.VCSE, organisation_id)
    return Owner(kind, organisation_id, team_id=_housing_team(session, organisation_id))


def _housing_team(session: Session, organisation_id: UUID) -> UUID | None:
    """The team that takes housing work, never the one for section 117."""
    return session.scalars(
        select(Team.id)
        .where(
            Team.organisation_id == organisation_id,
            Team.function.in_((TeamFunction.HOUSING_OPTIONS, TeamFunction.LETTINGS)),
            Team.closed_on.is_(None),
        )
        .order_by(Team.function, Team.name, Team.id)
        .limit(1)
    ).one_or_none()
