"""What a housing case waits for, and from whom: the one blocker that it keeps open."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from discharge.housing.rules.codes import ROUTES

COUNCIL_REPLY: Final = "EXT-27"
PROVIDER_REPLY: Final = "EXT-23"


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
class Awaited:
    """reason: of the red-day list, which also says what kind of owner it has. organisation_id None: not known yet."""

    reason: str
    organisation_id: UUID | None
    next_step: str


def awaited(
    *, route: str, council_ids: Sequence[UUID], open_referral_to: UUID | None, offers: Sequence[OpenOffer]
) -> Awaited | None:  # fmt: skip
    """None: nobody outside is awaited, as when nothing is looked for yet or a move date stands.

    An accepted offer comes before others, an offer before a referral, a referral before the search.
    """
    accepted = next((offer for offer in offers if offer.is_accepted), None)
    if accepted is not None:
        return None if accepted.has_move_date else _after_accepting(accepted)
    if offers:
        return _on_offer(next((offer for offer in offers if not offer.is_assessed), offers[0]))
    if open_referral_to is not None:
        return Awaited(
            reason=COUNCIL_REPLY, organisation_id=open_referral_to, next_step="Answer the duty to refer"
        )  # fmt: skip
    kind = ROUTES.get(route)
    if kind is None:
        return None
    council = council_ids[0] if kind.is_by_council and council_ids else None
    return Awaited(reason=kind.red_reason, organisation_id=council, next_step=f"Find: {kind.short.lower()}")


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
