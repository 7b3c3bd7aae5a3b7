"""Response times: what holds, since when, who agreed it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from discharge.blockers.models import Protocol
from discharge.blockers.queries.protocols import LineInForce, terms_in
from discharge.blockers.rules.protocols import Terms
from discharge.core.forms import Form
from discharge.core.words import counted
from discharge.days.rules.codes import Theme
from discharge.places.models import Organisation
from discharge.stays.rules.shown import shown_day


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolRow:
    what: str
    theme: str
    owner: str
    answer: str
    soon: str
    team: str
    source: str
    coming: str
    href: str


@dataclass(frozen=True, slots=True)
class TrustLink:
    name: str
    href: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolsPage:
    place: str
    rows: tuple[ProtocolRow, ...]
    trusts: tuple[TrustLink, ...]

    @classmethod
    def of(
        cls,
        trust: Organisation,
        lines: Sequence[LineInForce],
        trusts: Sequence[Organisation],
        *,
        href: Callable[[str], str],
        trust_href: Callable[[Organisation], str],
    ) -> Self:
        others = tuple(TrustLink(each.name, trust_href(each), each.id == trust.id) for each in trusts)
        return cls(
            place=trust.name,
            rows=tuple(_row(line, href(line.line.code)) for line in lines),
            trusts=others if len(others) > 1 else (),
        )


def _row(found: LineInForce, href: str) -> ProtocolRow:
    line, terms, decided = found.line, found.terms, found.decided
    source = f"{decided.source}, from {shown_day(decided.from_on)}" if decided else "Proposed by this product"
    return ProtocolRow(
        what=line.description,
        theme=Theme(line.theme).words if line.theme else "Anything else",
        owner=line.owner.words,
        answer=answer_words(terms),
        soon=soon_words(terms),
        team=terms.team_function.replace("_", " ").capitalize(),
        source=source,
        coming="; ".join(f"{answer_words(terms_in(row))} from {shown_day(row.from_on)}" for row in found.coming),
        href=href,
    )


def soon_words(terms: Terms) -> str:
    if terms.answer_days is None:
        return ""
    return f"{terms.soon_days} left" if terms.soon_days else "on its day"


def answer_words(terms: Terms) -> str:
    if terms.answer_days is None:
        return "No clock"
    return counted(terms.answer_days, "working day")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtocolPage:
    """now: what holds. history: what was decided here, oldest first."""

    form: Form
    place: str
    what: str
    now: str
    back: str
    history: tuple[str, ...]

    @classmethod
    def of(cls, trust: Organisation, found: LineInForce, form: Form, *, back: str) -> Self:
        rows = [*([found.decided] if found.decided else []), *found.coming]
        return cls(
            form=form,
            place=trust.name,
            what=found.line.description,
            now=f"Now: {answer_words(found.terms)}. {_row(found, '').source}.",
            back=back,
            history=tuple(map(_decided, rows)),
        )


def _decided(row: Protocol) -> str:
    return f"From {shown_day(row.from_on)}: {answer_words(terms_in(row))}. {row.source}. {row.set_by}"
