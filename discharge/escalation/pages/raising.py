"""The words of asking a level above, and of what waits to be worded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from flask import url_for

from discharge.blockers.models import Blocker
from discharge.blockers.pages.changes import PARTNERS_READ
from discharge.core.actor import Actor
from discharge.core.words import counted
from discharge.days.rules.codes import RED_REASONS
from discharge.escalation.commands.together import Together
from discharge.escalation.forms.asking import AskedForm
from discharge.escalation.models import Escalation
from discharge.escalation.pages.asking import own_words
from discharge.escalation.pages.receipts import RaisedLine
from discharge.escalation.pages.words import awaited_words
from discharge.escalation.policies import may_word_together
from discharge.escalation.queries.raising import ToRaise
from discharge.escalation.queries.receipts import ThemesRaised
from discharge.escalation.queries.wording import Group, ToWord, WordingDesk
from discharge.escalation.rules.ladder import Terms
from discharge.escalation.rules.proposing import proposed_ask, proposed_tried
from discharge.escalation.rules.states import Subject
from discharge.escalation.rules.triggers import REACH
from discharge.escalation.rules.verbs import Verb
from discharge.stays.pages.form import FieldsPage
from discharge.stays.pages.plan import Who
from discharge.stays.rules.names import NameLevel, shown_name
from discharge.stays.rules.shown import shown_day

HINTS: Final[Mapping[str, str]] = {
    "ask": f"For example, Agree interim funding by Friday. {PARTNERS_READ}",
    "owner": "Whoever has to act, not whoever is to blame",
    "joint": "Only an ICB and a council owe something together",
    "named_person": "Name and, if you like, post",
    "why_now": "What is lost if it waits",
    "because": "Others read this. Leave out names, numbers and birth dates",
}
ADDED: Final = "What you write here is added to it as a note, and whoever owes the answer is told."
ABOUT_THEME: Final = "For what several people wait for, on one ward or on many. It names nobody."
WORDED: Final = "It waits for its words: what you write here is what it asks."


@dataclass(frozen=True, slots=True)
class About:
    """One thing that could be asked about. href "": the one chosen."""

    words: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisePage(FieldsPage):
    """abouts: what stops the person, to choose from. standing: an escalation that is open already, "" for none.

    becomes: what is made of what is written here where one is. levels: how fast each level answers, in a line each.
    """

    abouts: tuple[About, ...]
    standing: str
    standing_href: str
    becomes: str
    levels: tuple[str, ...]

    @classmethod
    def of(cls, found: ToRaise, form: AskedForm, *, back: str) -> Self:
        standing, asked = found.standing, found.asked
        return cls(
            title="Ask about a theme" if found.subject is Subject.THEME else "Ask a level above",
            about=Who.of(found.stay, "").name if found.stay else found.place,
            intro=ABOUT_THEME if found.subject is Subject.THEME else "",
            form=form,
            button=f"Add to {asked.reference}" if asked else "Ask",
            back=back,
            hints=HINTS,
            abouts=about_blockers(found),
            standing=standing.reference if standing else "",
            standing_href=url_for("escalation.show", escalation_id=standing.id) if standing else "",
            becomes=ADDED if asked else WORDED,
            levels=() if asked else level_lines(found.levels),
        )


def about_blockers(found: ToRaise) -> tuple[About, ...]:
    """Every blocker of the person where there are several."""
    if found.stay is None or len(found.blockers) < 2:
        return ()
    here = found.blocker.id if found.blocker else None
    return tuple(
        About(
            f"{RED_REASONS[each.reason].short}, {found.names.of(each.owner)}",
            "" if each.id == here else url_for("escalation.ask_for_stay", stay_id=found.stay.id, blocker=each.id),
        )
        for each in found.blockers
    )


def proposals(found: ToRaise) -> dict[str, object]:
    """What the form begins with: proposed from the blocker, to be put into one's own words."""
    if found.blocker is None:
        return {"due_on": found.due_on}
    level = {"level": str(found.standing.level)} if found.standing else {}
    return {
        **level,
        "due_on": found.due_on,
        "ask": proposed_ask(_what(found.blocker), own_words(found.blocker), found.due_on),
        "tried": proposed_tried(found.blocker.raised_on, found.tried),
        "named_person": found.blocker.named_person,
    }


def level_lines(levels: Mapping[int, Terms]) -> tuple[str, ...]:
    return tuple(f"{level} {terms.name}: {_answers(terms)}" for level, terms in sorted(levels.items()))


def _answers(terms: Terms) -> str:
    if not terms.answer_days:
        return "answers the same working day"
    return f"answers within {counted(terms.answer_days, 'working day')}"


def _what(blocker: Blocker) -> str:
    return RED_REASONS[blocker.reason].short


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLine:
    name: str
    ward: str
    why: str
    age: str
    word_href: str
    let_go_href: str

    @classmethod
    def of(cls, member: ToWord) -> Self:
        name = shown_name(NameLevel.FULL, family=member.surname, given=member.given_name, bed=member.bed)
        return cls(
            name=name if member.surname else "About the ward",
            ward=member.ward,
            why=REACH[member.trigger].words if member.trigger else "Raised by hand",
            age=age_words(member.age),
            word_href=url_for("escalation.change", escalation_id=member.escalation_id, verb=Verb.WORD),
            let_go_href=url_for("escalation.change", escalation_id=member.escalation_id, verb=Verb.LET_GO),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WordGroup:
    """together_href: where one ask is worded for all of them, "" for a single one, for no common cause, and for who may
    not ask at the trust.


    let_go_href: where one reason is given why nothing is asked for any of them, "" for a single one.
    """

    cause: str
    owner: str
    count: str
    lines: tuple[WordLine, ...]
    together_href: str
    let_go_href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingPage:
    """first: how many stand since the first look at this trust, in a sentence; "" for none.

    asks: words and address for each trust where a theme may be asked about. themes: what was asked so.
    """

    count: int
    first: str
    groups: tuple[WordGroup, ...]
    asks: tuple[tuple[str, str], ...]
    themes: tuple[RaisedLine, ...]

    @classmethod
    def of(cls, actor: Actor, desk: WordingDesk, themes: ThemesRaised) -> Self:
        several = len(themes.trusts) > 1
        return cls(
            count=desk.count,
            first=_first(desk),
            groups=tuple(_group(actor, group) for group in desk.groups),
            asks=tuple(
                (
                    f"Ask about a theme{f', {trust.name}' if several else ''}",
                    url_for("escalation.ask_about_theme", trust_id=trust.id),
                )
                for trust in themes.trusts
            ),
            themes=tuple(
                RaisedLine.of(each, themes.ladders[each.escalation.organisation_id]) for each in themes.raised
            ),
        )


def _first(desk: WordingDesk) -> str:
    if not desk.of_first_day or desk.first_day is None:
        return ""
    verb = "is" if desk.of_first_day == 1 else "are"
    return (
        f"{desk.of_first_day} of them {verb} from the first run, on {shown_day(desk.first_day)}: what had waited until "
        "then came all at once. Word or let go a whole group where one sentence does for all."
    )


def age_words(days: int) -> str:
    if not days:
        return "since today"
    return "since yesterday" if days == 1 else f"for {days} days"


def _group(actor: Actor, group: Group) -> WordGroup:
    many = len(group.members)
    is_one_ask = many > 1 and group.cause and may_word_together(actor, group.trust_id)
    reasons = f" for {many} reasons" if many > max(1, group.people) else ""
    return WordGroup(
        cause=awaited_words(group.cause),
        owner=group.owner_name,
        count=f"{people_words(group.people)}{reasons}, waiting to be worded {age_words(group.age)}",
        lines=tuple(WordLine.of(member) for member in group.members),
        together_href=url_for("escalation.word_for_all", group=group.key) if is_one_ask else "",
        let_go_href=url_for("escalation.let_go_of_all", group=group.key) if many > 1 else "",
    )


def added_words(escalation: Escalation) -> str:
    return f"Added to {escalation.reference}"


def asked_words(escalation: Escalation, now: datetime) -> str:
    """Of what was asked just now, or had been asked and got a note."""
    if escalation.subject is Subject.THEME:
        return "Asked. What becomes of it stands here, and on the list of what is to be worded"
    if escalation.reached_at == now:
        return "Asked. You see what becomes of it on the board, on the round and under what we raised"
    return added_words(escalation)


def together_words(asked: Together) -> str:
    return f"Asked once for {people_words(asked.people)}. Each line that waited leads to it"


def let_go_words(number: int) -> str:
    return f"Let go for {people_words(number)}. Each comes back only when its condition has passed and returned"


def group_page(group: Group, form: AskedForm, *, title: str, button: str, intro: str) -> FieldsPage:
    """What is said once for everybody of a group."""
    return FieldsPage(
        title=title,
        about=f"{awaited_words(group.cause)}, {group.owner_name}: {people_and_wards(group)}",
        form=form,
        button=button,
        back=url_for("escalation.wording"),
        intro=intro,
        hints=HINTS,
    )


def people_words(people: int) -> str:
    """`1 person`, `3 people`; of none, the ward itself."""
    return counted(people, "person", "people") if people else "About the ward"


def people_and_wards(group: Group) -> str:
    """`3 people on Birch, Elm`: no names."""
    return f"{people_words(group.people)} on {', '.join(sorted({member.ward for member in group.members}))}"
