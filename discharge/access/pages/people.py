"""People and their roles, in words ready to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from discharge.access.forms import ChosenPasswordForm, CoverForm, GiveRoleForm, NothingForm
from discharge.access.queries.people import Account, RoleHeld, Shift
from discharge.access.rules import ROLE_WORDS
from discharge.core.clock import local_time
from discharge.core.words import counted


def moment_in_words(moment: datetime | None) -> str:
    """“until 21:30 on Mon 23 Nov”, or "" for no end. Midnight is said as the end of the day before."""
    if moment is None:
        return ""
    at = local_time(moment)
    return f"until {at:%H:%M} on {at:%a} {at.day} {at:%b %Y}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    membership_id: UUID
    words: str
    until: str
    may_end: bool

    @classmethod
    def of(cls, held: RoleHeld) -> "RoleLine":
        words = f"{ROLE_WORDS[held.role].capitalize()}: {held.place}"
        until = moment_in_words(held.until_at)
        return cls(membership_id=held.membership_id, words=words, until=until, may_end=held.may_end)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    user_id: UUID
    name: str
    email: str
    state: str
    roles: tuple[RoleLine, ...]

    @classmethod
    def of(cls, account: Account) -> "PersonLine":
        user = account.user
        state = "" if user.active and user.password else "No password yet" if user.active else "Not active"
        roles = tuple(RoleLine.of(held) for held in account.roles)
        return cls(user_id=user.id, name=user.name, email=user.email, state=state, roles=roles)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    people: tuple[PersonLine, ...]
    named: str
    count: str

    @classmethod
    def of(cls, accounts: Sequence[Account], named: str) -> "PeoplePage":
        people = tuple(PersonLine.of(account) for account in accounts)
        return cls(people=people, named=named, count=counted(len(people), "person", "people"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """link: where this person sets a password, "" when they have one or it is not for this viewer."""

    form: NothingForm
    person: PersonLine
    is_active: bool
    may_manage: bool
    may_give: bool
    link: str
    back: str

    @classmethod
    def of(cls, account: Account, form: NothingForm, *, may_give: bool, link: str, back: str) -> "PersonPage":
        return cls(
            form=form,
            person=PersonLine.of(account),
            is_active=account.user.active,
            may_manage=account.may_manage,
            may_give=may_give,
            link=link,
            back=back,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveRolePage:
    form: GiveRoleForm
    name: str
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftLine:
    membership_id: UUID
    user_id: UUID
    name: str
    ward: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankPage:
    form: CoverForm
    shifts: tuple[ShiftLine, ...]
    one_ward: str

    @classmethod
    def of(cls, form: CoverForm, shifts: Sequence[Shift]) -> "BankPage":
        choices = list(form.ward.choices or [])
        return cls(
            form=form,
            one_ward=str(choices[0][1]) if len(choices) == 1 else "",
            shifts=tuple(
                ShiftLine(
                    membership_id=shift.membership_id,
                    user_id=shift.user_id,
                    name=shift.name,
                    ward=shift.ward,
                    until=moment_in_words(shift.until_at),
                )
                for shift in shifts
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenPasswordPage:
    form: ChosenPasswordForm
    name: str
    email: str
