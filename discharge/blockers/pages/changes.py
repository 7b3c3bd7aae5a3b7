"""The forms about blockers, as they are laid out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from wtforms import Field

from discharge.blockers.forms.blockers import ACCEPT, AGREE, CONTEST, REFUSE, ReviewForm
from discharge.blockers.queries.owners import Names
from discharge.blockers.rules.waits import Review, Wait
from discharge.core.forms import DatePartsField, Form, choices
from discharge.core.words import counted
from discharge.stays.pages.plan import Conflict, Who
from discharge.stays.rules.shown import shown_day

PARTNERS_READ = "The owner reads this. Leave out the person’s name, numbers and birth date"
HINTS = {
    "owner": "A team answers where there is one",
    "joint": "Only an ICB and a council owe something together",
    "named_person": "Name and, if you like, post. Without a name nobody feels asked",
    "next_step": PARTNERS_READ,
    "words": PARTNERS_READ,
    "because": PARTNERS_READ,
    "outcome": PARTNERS_READ,
    "due_on": "Left empty it follows the agreed response time",
    "on": "For example, 23 11 2026",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One field. kind: "date", "select", "radios", "area" or "line"."""

    field: Any
    kind: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage:
    """title: also the heading. about: what it is about, in a line. save: the words of the button."""

    form: Form
    who: Who
    title: str
    about: str
    save: str
    fields: tuple[Shown, ...]
    conflict: Conflict | None = None

    @classmethod
    def of(
        cls,
        form: Form,
        who: Who,
        *,
        title: str,
        about: str,
        save: str,
        hints: dict[str, str] | None = None,
        conflict: Conflict | None = None,
    ) -> Self:
        hidden = ("one_time_key", "version", "csrf_token", "seen", "warned")
        known = HINTS | (hints or {})
        fields = tuple(_shown(field, known.get(field.name, "")) for field in form if field.name not in hidden)
        return cls(form=form, who=who, title=title, about=about, save=save, fields=fields, conflict=conflict)


def _shown(field: Field, hint: str) -> Shown:
    kinds = {"SelectField": "select", "RadioField": "radios", "LongWords": "area"}
    kind = "date" if isinstance(field, DatePartsField) else kinds.get(field.type, "line")
    return Shown(field, kind, hint)


def offer_review(form: ReviewForm, wait: Wait, *, today: date) -> None:
    """The choices that the wait's state allows."""
    offers: Sequence[tuple[str, str]]
    many = counted(wait.days(today), "day")
    if wait.review is Review.CONTESTED:
        accepted = f"{wait.claimed or 0} of {many}"
        offers = [
            (ACCEPT, f"The trust agrees: {accepted} were theirs"),
            (REFUSE, "The trust does not agree: it stays contested"),
            (CONTEST, "They contest it with another number of days"),
            (AGREE, f"They accept all {many} after all"),
        ]
    else:
        offers = [(CONTEST, "They contest it"), (AGREE, f"They agree to all {many}")]
    if wait.until_on is None:
        offers = [offer for offer in offers if offer[0] in (CONTEST, REFUSE)]
    form.what.choices = choices(offers)
    if len(offers) == 1 and not form.is_submitted():
        form.what.data = offers[0][0]


def wait_words(wait: Wait, names: Names, today: date) -> str:
    until = shown_day(wait.until_on) or "now"
    return f"{names.of(wait.owner)}, {shown_day(wait.from_on)} to {until}: {counted(wait.days(today), 'day')}"
