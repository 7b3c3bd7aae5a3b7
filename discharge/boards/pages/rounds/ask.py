"""What is asked before a press changes a mark that stands, or marks somebody whose absence is on record."""

from dataclasses import dataclass

from discharge.boards.pages.rounds.choices import Reason, absence_of, same_of
from discharge.boards.pages.rounds.page import Place
from discharge.boards.pages.words import moment_words
from discharge.boards.queries.rounds import RoundCard
from discharge.days.rules.codes import RED_REASONS
from discharge.days.rules.content import word_of, words_of
from discharge.days.rules.mark import Colour
from discharge.stays.rules.codes import ABSENCE_KINDS

KEYS = {"green": "g", "red": "r", "same": "s", "absent": "a"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """sure: the press that waits; pressed again it is carried out. away: the absence on record, offered first."""

    heading: str
    words: str
    hint: str
    away: Reason | None
    sure: str
    key: str
    text: str
    keep: str
    keep_href: str


def ask_about(card: RoundCard, place: Place, press: str, *, has_single_keys: bool) -> Ask:
    kind, _, code = press.partition(":")
    key, asked = KEYS[kind], _asked(card, kind, code)
    again = f"Press {key.upper()} again, or the button," if has_single_keys else "Press again"
    is_marked = card.day.said.colour is not None
    away = None if is_marked else absence_of(card)
    stands = _inside(away.text if away else word_of(card.day.said))
    return Ask(
        heading=f"On record as away: {stands}" if away else f"Already marked {stands}",
        words=away.hint if away else standing_words(card),
        hint=f"{again} to mark {asked} all the same." if away else f"{again} to change it to {asked}.",
        away=away,
        sure=press,
        key=key,
        text=f"{asked[0].upper()}{asked[1:]}",
        keep="Leave this person not marked" if away else f"Leave it as {stands}",
        keep_href=place.href(at=card.row.stay_id),
    )


def standing_words(card: RoundCard) -> str:
    """`Social worker; Council. Marked 14:05 by Priya Nair.`, all that the mark of today says; "" for none."""
    mark = card.day.mark
    if mark is None or mark.colour is None:
        return ""
    said = "; ".join(words for label, words in words_of(mark.said).items() if words and label != "Mark")
    who = f"Marked {moment_words(mark.marked_at, card.round.board.today)} by {mark.marked_by}."
    return f"{said}. {who}" if said else who


def _asked(card: RoundCard, kind: str, code: str) -> str:
    if kind == "same" and (same := same_of(card)):
        return f"the same as the last mark, {_inside(same.text)}"
    if kind == "red" and (reason := RED_REASONS.get(code)):
        return f"red day, {_inside(reason.short)}"
    if kind == "absent" and (absence := ABSENCE_KINDS.get(code)):
        return _inside(absence.description)
    return _inside((Colour.RED if kind == "red" else Colour.GREEN).words)


def _inside(words: str) -> str:
    """As it stands inside a sentence: `Red day` is `red day`, and `CMHT` stays as it is."""
    return words if words[:2].isupper() else f"{words[:1].lower()}{words[1:]}"
