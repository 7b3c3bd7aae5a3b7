"""Adding people, giving roles, and a ward for a shift."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask_security import hash_password
from wtforms import EmailField, PasswordField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, ValidationError

from discharge.access.commands import AddPerson, CoverWard, GiveRole, RoleAt, SetPassword
from discharge.access.models import Role, ScopeKind
from discharge.access.queries.people import Place
from discharge.access.rules import ROLE_WORDS, cover, passwords
from discharge.core.clock import local_date, local_time, moment_of
from discharge.core.forms import ClockField, DatePartsField, Form, Words

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")


class EmailBox(EmailField):
    """An e-mail address in small letters; its shape is asked for, not that it answers."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip().lower() if valuelist else ""

    def pre_validate(self, _form: Any) -> None:
        if not self.data:
            raise ValidationError("Enter an e-mail address")
        if not EMAIL.match(self.data) or len(self.data) > 200:
            raise ValidationError("Enter an e-mail address, like name@example.nhs.uk")


class PlaceField(SelectField):
    """One of the places that are offered. missing: said for none of them."""

    def __init__(self, label: str, *, missing: str, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.missing = missing

    def pre_validate(self, _form: Any) -> None:
        if not self.data or self.data not in {value for value, *_ in self.iter_choices()}:
            raise ValidationError(self.missing)


class RoleForm(Form):
    """A role at a place, until a day or for good."""

    role = RadioField("Role", validators=[InputRequired("Select a role")])
    place = PlaceField("Where", missing="Select a place")
    until_on = DatePartsField("Until the end of", missing=None)
    reason = Words("Reason", validators=[Length(max=200, message="Reason must be 200 letters or fewer")])

    def offer(self, places: Iterable[Place]) -> None:
        self.role.choices = [(role.value, ROLE_WORDS[role].capitalize()) for role in Role]
        kinds = {ScopeKind.SYSTEM: "whole system", ScopeKind.ORGANISATION: "whole organisation", ScopeKind.WARD: "ward"}
        found = [(f"{place.kind}:{place.id}", f"{place.name} ({kinds[place.kind]})") for place in places]
        self.place.choices = [("", "Select a place"), *found] if len(found) > 1 else found

    def role_at(self) -> RoleAt:
        kind, _, key = self.place.data.partition(":")
        until: date | None = self.until_on.data
        ends = moment_of(until + timedelta(days=1), time()) if until else None
        return RoleAt(
            role=Role(self.role.data),
            scope_kind=ScopeKind(kind),
            scope_id=UUID(key),
            until_at=ends,
            reason=self.reason.data or "",
        )


class GiveRoleForm(RoleForm):
    def command(self, user_id: UUID) -> GiveRole:
        return GiveRole(user_id=user_id, given=self.role_at())


class PersonForm(RoleForm):
    """A new person, with the first role."""

    name = Words("Name", validators=[InputRequired("Enter their name"), Length(max=200)])
    email = EmailBox("E-mail address")

    def command(self) -> AddPerson:
        return AddPerson(name=self.name.data or "", email=self.email.data or "", first=self.role_at())


class CoverForm(Form):
    """One ward for one shift, to somebody with or without an account."""

    ward = PlaceField("Ward", missing="Select a ward")
    email = EmailBox("Their e-mail address")
    name = Words("Their name", validators=[Length(max=200)])
    until_on = RadioField("Until which day", validators=[InputRequired("Select a day")])
    until_at = ClockField("Until what time", missing="Enter a time, for example 21:30")

    def offer(self, wards: Sequence[tuple[UUID, str]], now: datetime) -> None:
        self.ward.choices = [(str(key), name) for key, name in wards]
        today = local_date(now)
        days = [(today, "Today"), (today + timedelta(days=1), "Tomorrow")]
        self.until_on.choices = [(day.isoformat(), f"{word}, {day:%A} {day.day} {day:%B}") for day, word in days]
        if not self.is_submitted():
            end = local_time(cover.usual_end(now))
            self.until_on.data, self.until_at.data = end.date().isoformat(), end.time()

    def command(self) -> CoverWard:
        at: time = self.until_at.data or time()
        until = moment_of(date.fromisoformat(self.until_on.data), at)
        return CoverWard(
            ward_id=UUID(self.ward.data), email=self.email.data or "", name=self.name.data or "", until_at=until
        )


class NothingForm(Form):
    """A button that changes something and asks nothing."""


class ChosenPasswordForm(Form):
    """A first password, by somebody who followed the link made for them."""

    new = PasswordField("New password", validators=[InputRequired("Enter a new password")])

    def command(self, user_id: UUID, seen: str) -> SetPassword:
        hashed = hash_password(passwords.normal(self.new.data or ""))
        return SetPassword(user_id=user_id, password_hash=hashed, uniquifier=uuid4().hex, seen=seen)
