"""Choosing an owner from one list: the kind, the office and the team in one value."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from wtforms import SelectField

from discharge.blockers.queries.owners import KINDS, Choices
from discharge.blockers.rules.owner import Owner
from discharge.core.errors import RuleBroken
from discharge.core.forms import Form, choices
from discharge.days.rules.codes import OwnerKind
from discharge.places.models import ContactKind, OrganisationKind, TeamFunction

UNKNOWN = RuleBroken("owner", "Select who owes it")
_OF_HOUSING = (TeamFunction.HOUSING_OPTIONS, TeamFunction.LETTINGS)
_COURTS = (ContactKind.COURT, ContactKind.MINISTRY_OF_JUSTICE, ContactKind.PRISON)


def value_of(owner: Owner) -> str:
    """What stands for an owner in the list, two together apart."""
    parts = (owner.organisation_id, owner.team_id, owner.contact_id)
    return ":".join((owner.kind.value, *(part.hex if part else "" for part in parts)))


def owner_in(value: str, joint: str) -> Owner:
    """The owner of a value. Raises RuleBroken for anything that is in no list of ours."""
    try:
        kind, *parts = value.split(":")
        organisation, team, contact = (UUID(part) if part else None for part in parts)
        return Owner(OwnerKind(kind), organisation, UUID(joint) if joint else None, team, contact)
    except ValueError:
        raise UNKNOWN from None


def listed(found: Choices) -> Iterable[tuple[str, str]]:
    """Every owner that may be chosen, by kind: first the kind alone, then offices by name with their teams."""
    for kind in OwnerKind:
        is_enough = Owner(kind).is_known or kind is OwnerKind.TRUST
        yield value_of(Owner(kind)), kind.words if is_enough else f"{kind.words}: not known yet"
        for owner, name in _offices(found, kind):
            yield value_of(owner), f"{kind.words}: {name}"


def _offices(found: Choices, kind: OwnerKind) -> Iterable[tuple[Owner, str]]:
    for office in found.organisations:
        if office.kind not in KINDS.get(kind, ()) or kind is OwnerKind.TRUST:
            continue
        yield Owner(kind, office.id), office.name
        for team in found.teams:
            if team.organisation_id == office.id and _answers(kind, office.kind, team.function):
                yield Owner(kind, office.id, team_id=team.id), f"{office.name}, {team.name}"
    for contact in found.contacts:
        if _may_be(kind, contact.kind):
            yield Owner(kind, contact_id=contact.id), f"{contact.name} (outside, by telephone)"


def _answers(kind: OwnerKind, office: OrganisationKind, function: TeamFunction) -> bool:
    """A council's housing teams are listed under housing, its others under council."""
    if office is not OrganisationKind.COUNCIL:
        return True
    return (function in _OF_HOUSING) == (kind is OwnerKind.HOUSING)


def _may_be(kind: OwnerKind, contact: ContactKind) -> bool:
    """What an office outside the system can owe."""
    if contact in _COURTS or kind is OwnerKind.COURTS:
        return contact in _COURTS and kind is OwnerKind.COURTS
    if contact is ContactKind.COUNCIL:
        return kind in (OwnerKind.COUNCIL, OwnerKind.HOUSING)
    return kind in (OwnerKind.ICB, OwnerKind.HOUSING, OwnerKind.VCSE)


class OwnerForm(Form):
    """A form that chooses an owner, and another that owes it together with the first."""

    owner = SelectField("Who owes it?", validate_choice=False)
    joint = SelectField("Together with", validate_choice=False)

    def offer(self, found: Choices, *, first: tuple[str, str]) -> None:
        """first: the value and words at the top of the list."""
        both = (OrganisationKind.ICB, OrganisationKind.COUNCIL)
        self.owner.choices = choices([first, *listed(found)])
        together: list[Any] = [(each.id.hex, each.name) for each in found.organisations if each.kind in both]
        self.joint.choices = choices([("", "Nobody else"), *together])

    @property
    def chosen(self) -> Owner | None:
        """None where the first line of the list was left."""
        return owner_in(self.owner.data, self.joint.data or "") if self.owner.data else None
