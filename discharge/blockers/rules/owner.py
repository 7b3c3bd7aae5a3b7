"""Who owes something: an organisation, two together, or somebody outside the system."""

from dataclasses import dataclass, replace
from uuid import UUID

from discharge.days.rules.codes import OwnerKind

# They answer in their own time: shown with an age and never as late. Source: docs/sources.md#blockers
WITHOUT_CLOCK = frozenset({OwnerKind.COURTS})


@dataclass(frozen=True, slots=True)
class Owner:
    """organisation_id None: not known yet, which is shown as a fault. joint_id: another that owes it together with it.

    contact_id: an office outside the system, which is told by telephone and has no organisation here.
    """

    kind: OwnerKind
    organisation_id: UUID | None = None
    joint_id: UUID | None = None
    team_id: UUID | None = None
    contact_id: UUID | None = None

    @property
    def key(self) -> str:
        """Equal for equal owners. Two together are the same whichever of them is named first."""
        team = _short(self.team_id)
        if self.joint_id is not None:
            return "joint:" + ":".join((*sorted((_short(self.organisation_id), _short(self.joint_id))), team))
        return ":".join((self.kind.value, _short(self.organisation_id), team, _short(self.contact_id)))

    @property
    def office(self) -> "Owner":
        """The same without its team: whom others see."""
        return replace(self, team_id=None)

    @property
    def is_known(self) -> bool:
        """Whether it is said which office, not only which kind."""
        return self.organisation_id is not None or self.contact_id is not None or self.kind in _KNOWN_BY_KIND

    @property
    def has_clock(self) -> bool:
        """Whether it can be late."""
        return self.kind not in WITHOUT_CLOCK


_KNOWN_BY_KIND = frozenset({OwnerKind.WARD, OwnerKind.FAMILY})


def in_whose_hands(owner: Owner, *, is_answered: bool) -> Owner:
    """Who is to act now: the owner, or the ward once the owner has answered."""
    return Owner(OwnerKind.WARD) if is_answered else owner


def _short(key: UUID | None) -> str:
    return key.hex if key else ""
