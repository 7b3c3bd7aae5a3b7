"""What a housing case waits for, and from whom: the one blocker that it keeps open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from discharge.housing.rules.codes import ROUTES

COUNCIL_REPLY: Final = "EXT-27"
PROVIDER_REPLY: Final = "EXT-23"
CHILDREN_REPLY: Final = "EXT-17"  # no reason names children's services; this one is of a council, at any age
REPLIES: Final = frozenset({COUNCIL_REPLY, CHILDREN_REPLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOffer:
    """An offer that is not refused or withdrawn. provider_id None: one that is only named in words."""

    provider_id: UUID | None
    route: str
    is_assessed: bool
    is_accepted: bool
    is_signed: bool
    has_move_date: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReferral:
    """One that was not answered. is_to_children: to the council's children's services, for somebody under 18."""

    council_id: UUID
    is_to_children: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """reason: of the red-day list, which also says what kind of owner it has. organisation_id None: not known yet."""

    reason: str
    organisation_id: UUID | None
    next_step: str


def awaited(
    *, route: str, council_ids: Sequence[UUID], referral: OpenReferral | None, offers: Sequence[OpenOffer]
) -> Awaited | None:  # fmt: skip
    """None: nobody outside is awaited, as when nothing is looked for yet or a move date stands.

    An accepted offer comes before others, an offer before a referral, a referral before the search.
    """
    accepted = next((offer for offer in offers if offer.is_accepted), None)
    if accepted is not None:
        return None if accepted.has_move_date else _after_accepting(accepted)
    if offers:
        return _on_offer(next((offer for offer in offers if not offer.is_assessed), offers[0]))
    if referral is not None:
        return _on_referral(referral)
    kind = ROUTES.get(route)
    if kind is None:
        return None
    council = council_ids[0] if kind.is_by_council and council_ids else None
    return Awaited(reason=kind.red_reason, organisation_id=council, next_step=f"Find: {kind.short.lower()}")


def _on_referral(referral: OpenReferral) -> Awaited:
    if referral.is_to_children:
        step = "Answer the referral to children's services"
        return Awaited(reason=CHILDREN_REPLY, organisation_id=referral.council_id, next_step=step)
    return Awaited(reason=COUNCIL_REPLY, organisation_id=referral.council_id, next_step="Answer the duty to refer")


def _after_accepting(offer: OpenOffer) -> Awaited:
    step = "Agree a date to move" if offer.is_signed else "Get the tenancy or licence signed"
    return Awaited(reason=_reason(offer), organisation_id=offer.provider_id, next_step=step)


def _on_offer(offer: OpenOffer) -> Awaited:
    if offer.route == "supported":
        step = "Decide after the assessment" if offer.is_assessed else "Assess the person for the place offered"
        return Awaited(reason=PROVIDER_REPLY, organisation_id=offer.provider_id, next_step=step)
    return Awaited(reason=_reason(offer), organisation_id=offer.provider_id, next_step="View and answer the offer")


def _reason(offer: OpenOffer) -> str:
    return ROUTES[offer.route].red_reason
