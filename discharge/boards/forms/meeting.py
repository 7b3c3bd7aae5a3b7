"""The forms of a meeting: beginning, who came, what was agreed about one person, nothing to agree, the end."""

from typing import Any
from uuid import UUID

from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField

from discharge.blockers.commands import (
    AgreeAction,
    Attended,
    BeginMeeting,
    EndMeeting,
    SayOfPerson,
    SetAttendance,
    StrikeAction,
)
from discharge.blockers.forms.owner import OwnerForm
from discharge.blockers.queries.meeting import WardToMeet
from discharge.blockers.queries.owners import Choices
from discharge.blockers.rules.meetings import Body, Here, MeetingKind, Said
from discharge.core.errors import RuleBroken
from discharge.core.forms import DayField, Form, Words, choices, whole_number
from discharge.days.rules.codes import RED_REASONS

NEW = "new"
AND_MORE = "more"
PRESSES = {"nothing": Said.NOTHING, "passed": Said.PASSED}


class BeginForm(Form):
    kind = RadioField(
        "What is held?",
        choices=choices((kind.value, kind.words) for kind in MeetingKind),
        default=MeetingKind.WEEKLY.value,
        validate_choice=False,
    )
    wards = SelectMultipleField("About which wards?", validate_choice=False)

    def offer(self, wards: list[WardToMeet], *, has_trusts: bool) -> None:
        """has_trusts: whether the wards are of several. Every ward of the first trust is ticked to begin with."""
        self.wards.choices = choices(
            (str(ward.ward_id), f"{ward.name}, {ward.trust}" if has_trusts else ward.name) for ward in wards
        )
        if not self.is_submitted() and wards:
            self.wards.data = [str(ward.ward_id) for ward in wards if ward.trust_id == wards[0].trust_id]

    def command(self) -> BeginMeeting:
        """Raises RuleBroken for a kind that is none; what is no ward is left out."""
        if self.kind.data not in set(MeetingKind):
            raise RuleBroken("kind", "Select what is held")
        return BeginMeeting(kind=MeetingKind(self.kind.data), ward_ids=tuple(_keys(self.wards.data or [])))


class EndMeetingForm(Form):
    """Ends the meeting. warned: of how many people it was shown that nothing was said yet."""

    warned = HiddenField()

    def command(self, meeting_id: UUID) -> EndMeeting:
        return EndMeeting(meeting_id=meeting_id, left_seen=whole_number(self.warned.data))


class SayForm(Form):
    """press: "nothing" to agree, or "passed" over."""

    press = StringField()

    def command(self, meeting_id: UUID, stay_id: UUID) -> SayOfPerson:
        """Raises RuleBroken when the button is none that a card has."""
        said = PRESSES.get(self.press.data or "")
        if said is None:
            raise RuleBroken("", "Open this person again and press once more")
        return SayOfPerson(meeting_id=meeting_id, stay_id=stay_id, said=said)


class AgreeForm(OwnerForm):
    """about: which of what is owed, as its key and the version that was shown, or NEW. press: AND_MORE to stay here."""

    about = StringField("What is it about?")
    agreed = Words("What was agreed?")
    named_person = Words("Who will do it?")
    due_on = DayField("By when?")
    reason = SelectField(
        "What does the person wait for?",
        choices=choices([("", "Select what is awaited"), *RED_REASONS.choices()]),
        validate_choice=False,
    )
    press = StringField()

    @property
    def typed(self) -> tuple[str, ...]:
        """What was written, for a page on which nothing can be agreed any more."""
        written = (self.agreed.data, self.named_person.data, self.due_on._value())  # noqa: SLF001 (as WTForms draws it)
        return tuple(words for words in written if words)

    @property
    def is_more(self) -> bool:
        return self.press.data == AND_MORE

    def command(self, meeting_id: UUID, stay_id: UUID) -> AgreeAction:
        """Raises RuleBroken where it was not said what it is about."""
        key, _, version = (self.about.data or "").partition(":")
        keys = _keys([key])
        if not keys and key != NEW:
            raise RuleBroken("about", "Select what it is about")
        return AgreeAction(
            meeting_id=meeting_id,
            stay_id=stay_id,
            agreed=self.agreed.data or "",
            blocker_id=keys[0] if keys else None,
            version=whole_number(version),
            reason=self.reason.data or "",
            owner=self.chosen,
            named_person=self.named_person.data or "",
            due_on=self.due_on.data,
        )


class StrikeForm(Form):
    why = Words("Why is it struck out?")

    def command(self, meeting_id: UUID, number: int) -> StrikeAction:
        return StrikeAction(meeting_id=meeting_id, number=number, why=self.why.data or "")


class AttendanceField(Field):
    """A line a body: `body` its key, `here-KEY`, `people-KEY`, and as the form began `seen-KEY`, its choice and names.

    data and seen: by key. What no page of ours posts is left out.
    """

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ARG002
        self.process_errors: list[str] = []
        self.errors: list[str] = []
        self.data: dict[str, Attended] = {}
        self.seen: dict[str, Attended] = {}
        for key in formdata.getlist("body") if formdata is not None else ():
            here, _, people = formdata.get(f"seen-{key}", "").partition("|")
            self.seen[key] = Attended(_here(here), people)
            typed = " ".join(formdata.get(f"people-{key}", "").split())
            self.data[key] = Attended(_here(formdata.get(f"here-{key}", "")), typed)


class AttendanceForm(Form):
    lines = AttendanceField()
    other = SelectField("Somebody else who came", validate_choice=False)
    other_here = RadioField(
        "Are they here?",
        choices=choices((here.value, here.words) for here in (Here.PRESENT, Here.APOLOGIES)),
        default=Here.PRESENT.value,
        validate_choice=False,
    )
    other_people = Words("Their names")

    def offer(self, found: Choices, *, but: set[str]) -> None:
        """Every organisation, team and outside contact that has no line yet."""
        offered = [(Body(office.id), office.name) for office in found.organisations]
        names = {office.id: office.name for office in found.organisations}
        offered += [
            (Body(team.organisation_id, team.id), f"{names[team.organisation_id]}, {team.name}")
            for team in found.teams
            if team.organisation_id in names
        ]
        offered += [(Body(contact_id=contact.id), contact.name) for contact in found.contacts]
        left = sorted(((body.key, name) for body, name in offered if body.key not in but), key=lambda each: each[1])
        self.other.choices = choices([("", "Nobody else"), *left])

    def command(self, meeting_id: UUID) -> SetAttendance:
        typed, seen = dict(self.lines.data), dict(self.lines.seen)
        if self.other.data:
            key = Body.of_key(self.other.data).key
            seen.setdefault(key, Attended())
            typed[key] = Attended(_here(self.other_here.data or ""), self.other_people.data or "")
        return SetAttendance(meeting_id=meeting_id, seen=seen, typed=typed)


def _here(value: str) -> Here | None:
    return Here(value) if value in set(Here) else None


def _keys(typed: list[str]) -> list[UUID]:
    found = []
    for value in typed:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found
