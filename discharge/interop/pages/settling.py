"""The words of what lists leave: differences, and who is not on them any more."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from flask import url_for

from discharge.interop.commands.settling import Settle
from discharge.interop.forms import SettleForm
from discharge.interop.pages.words import person_words, place_words, shown_time
from discharge.interop.queries.differences import FieldDifference, Missing, Unsettled
from discharge.interop.rules.columns import Beside
from discharge.stays.models import Stay

TAKE: Final = "Take the list's"
KEEP: Final = "Keep ours"
END: Final = "End the placement on the day of admission"
LEAVE_OPEN: Final = "Leave the placement open"
PERHAPS_NOT_HERE: Final = "Where they are still there, the admission is wrong: cancel it from the person's page"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """cells: what stands beside the name and the number, as the template heads it."""

    name: str
    number: str
    cells: tuple[str, ...]
    link: str

    @classmethod
    def of(cls, stay: Stay, *cells: str, link: str) -> Self:
        return cls(name=person_words(stay), number=stay.person.local_number, cells=cells, link=link)


@dataclass(frozen=True, slots=True)
class PeoplePage:
    people: tuple[PersonLine, ...]


def missing_page(missing: Sequence[Missing]) -> PeoplePage:
    return PeoplePage(
        tuple(
            PersonLine.of(
                one.stay,
                one.stay.ward.name,
                one.stay.bed or "None yet",
                f"Not on {one.times} lists in a row, since {shown_time(one.since)}",
                link=url_for("boards.stay", stay_id=one.stay.id),
            )
            for one in missing
        )
    )


def unsettled_page(found: Sequence[Unsettled]) -> PeoplePage:
    return PeoplePage(
        tuple(
            PersonLine.of(
                one.stay,
                place_words(one.stay.ward.name, one.stay.bed),
                ", ".join(difference.label for difference in one.differences),
                link=url_for("interop.differences", stay_id=one.stay.id),
            )
            for one in found
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceLine:
    """form: with two buttons; can_take: whether the first may be pressed. take, keep: what they say.

    ready_link: the form that confirms readiness. note: what else may be wrong, or "".
    """

    label: str
    ours: str
    theirs: str
    can_take: bool
    take: str
    keep: str
    note: str
    ready_link: str
    settle_link: str
    form: SettleForm


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencesPage:
    name: str
    place: str
    back: str
    may_settle: bool
    differences: tuple[DifferenceLine, ...]

    @classmethod
    def of(cls, stay: Stay, found: Sequence[FieldDifference], *, may_settle: bool) -> Self:
        return cls(
            name=person_words(stay),
            place=place_words(stay.ward.name, stay.bed),
            back=url_for("boards.stay", stay_id=stay.id),
            may_settle=may_settle,
            differences=tuple(_difference_line(stay, one) for one in found),
        )


def settled_words(command: Settle, *, is_done: bool) -> str:
    """What is said once a difference has been settled. is_done: by this press; somebody may have been before it."""
    if not is_done:
        return "Somebody had settled this already, and nothing was changed. See on the person's page how it stands"
    if command.field is Beside.PLACEMENT:
        return "The placement has ended" if command.take else "The placement stays open"
    return "The list's value has been taken" if command.take else "Ours is kept until the list says something else"


def _difference_line(stay: Stay, one: FieldDifference) -> DifferenceLine:
    ready, is_placement = "", one.field is Beside.PLACEMENT
    if one.proposes is not None:
        since, reason = one.proposes
        ready = url_for("stays.ready", stay_id=stay.id, since=since.isoformat(), reason=reason)
    return DifferenceLine(
        label=one.label,
        ours=one.ours or "Nothing",
        theirs=one.theirs,
        can_take=one.can_take,
        take=END if is_placement else TAKE,
        keep=LEAVE_OPEN if is_placement else KEEP,
        note=PERHAPS_NOT_HERE if is_placement else "",
        ready_link=ready,
        settle_link=url_for("interop.settle", stay_id=stay.id, field=one.field.value),
        form=SettleForm(formdata=None, listed=one.listed),
    )
