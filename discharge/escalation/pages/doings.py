"""Each thing that can be done to an escalation: which form it has, which command carries it out, and its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from discharge.escalation import commands
from discharge.escalation.forms import answers
from discharge.escalation.forms.asking import AskedForm, LetGoForm, WordForm
from discharge.escalation.pages.asking import proposed_words
from discharge.escalation.queries.one import Sheet
from discharge.escalation.rules.verbs import Verb

Begin = Callable[[Sheet, date], dict[str, Any]]
_SAID: Final = "Others read this. Leave out the person’s name, numbers and birth date"
OTHERS_READ: Final[Mapping[str, str]] = {"words": _SAID, "because": _SAID, "outcome": _SAID}


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """begin: what the form begins with. is_of_desk: afterwards it goes back to the list of what waits to be worded.

    is_handed_on: somebody else owes an answer afterwards. says_paused: in place of `says` while it is paused, or "".
    """

    form: type[AskedForm]
    act: Any
    title: str
    save: str
    says: str
    begin: Begin = lambda _sheet, _today: {}
    hints: dict[str, str] = field(default_factory=dict)
    is_of_desk: bool = False
    is_handed_on: bool = False
    says_paused: str = ""

    def said(self, *, is_with_nobody: bool, is_paused: bool) -> str:
        """What is said once it is done. is_with_nobody: nobody is named who answers where it stands now."""
        says = self.says_paused if is_paused and self.says_paused else self.says
        return f"{says}. {WITH_NOBODY}" if self.is_handed_on and is_with_nobody else says


RETURNED: Final = "Returned. The level you chose has it now, with a clock of its own. Whoever asked has been told why"
REPLIED: Final = "Reply sent. The level that asked has its clock again"
REPLIED_PAUSED: Final = "Reply sent. The level that asked has its clock again once the person is clinically ready"
WITH_NOBODY: Final = (
    "But nobody is named who answers there: those who coordinate have been told. An administrator can name somebody"
)
CLOSED: Final = "Closed. It stays readable here and under what the ward raised"

DOINGS: Final[Mapping[Verb, Doing]] = {
    Verb.WORD: Doing(
        form=WordForm,
        act=commands.word_escalation,
        title="Word the ask",
        save="Ask",
        says="Asked. The level owes an answer from now on",
        begin=proposed_words,
        hints={"ask": "For example: agree interim funding by Friday", "due_on": "For example, 27 11 2026"},
        is_of_desk=True,
        is_handed_on=True,
    ),
    Verb.LET_GO: Doing(
        form=LetGoForm,
        act=commands.let_go,
        title="Let it go",
        save="Let it go",
        says="Let go. It comes back only when its condition has passed and returned",
        is_of_desk=True,
    ),
    Verb.ACKNOWLEDGE: Doing(
        form=answers.AcknowledgeForm,
        act=commands.acknowledge,
        title="Acknowledge",
        save="Acknowledge",
        says="Acknowledged. The clock goes on until you answer",
    ),
    Verb.DECIDE: Doing(
        form=answers.DecideForm,
        act=commands.decide,
        title="Decide",
        save="Save decision",
        says="Decided. Whoever asked has been told",
        hints={"by_on": "Not done by then, it goes up a level"},
    ),
    Verb.ASK_EXECUTIVE: Doing(
        form=answers.AskExecutiveForm,
        act=commands.ask_executive,
        title="Ask their executive",
        save="Ask them",
        says="Asked. Their executive has it now, with a clock of their own",
        is_handed_on=True,
        begin=lambda sheet, _today: {"organisation_id": str(sheet.escalation.owner_id or "")},
    ),
    Verb.TAKE_UP: Doing(
        form=answers.TakeUpForm,
        act=commands.take_up,
        title="Take up with the office outside",
        save="Save",
        says="Saved. Whoever asked has been told",
        hints={"expected_on": "Without their answer by then, it goes up a level"},
    ),
    Verb.ASK_BACK: Doing(
        form=answers.AskBackForm,
        act=commands.ask_back,
        title="Ask back",
        save="Send question",
        says="Asked back. Your clock stands until the reply",
        says_paused="Asked back. Your clock stands until there is a reply and the person is clinically ready again",
    ),
    Verb.RETURN: Doing(
        form=answers.ReturnForm,
        act=commands.return_to,
        title="Return",
        save="Return it",
        says=RETURNED,
        is_handed_on=True,
    ),
    Verb.REPLY: Doing(
        form=answers.ReplyForm,
        act=commands.reply,
        title="Reply",
        save="Send reply",
        says=REPLIED,
        says_paused=REPLIED_PAUSED,
    ),
    Verb.ASSIGN: Doing(
        form=answers.AssignForm,
        act=commands.assign,
        title="Give to somebody",
        save="Save name",
        says="Name saved. Whoever asked can read why",
        begin=lambda sheet, _today: {"named_person": sheet.escalation.named_person},
    ),
    Verb.MOVE_DUE: Doing(
        form=answers.MoveDueForm,
        act=commands.move_due,
        title="Move the day by which it is needed",
        save="Move the day",
        says="Day moved. Whoever asked can read why",
        begin=lambda sheet, _today: {"due_on": sheet.escalation.due_on},
        hints={"due_on": "For example, 27 11 2026"},
    ),
    Verb.NOTE: Doing(form=answers.NoteForm, act=commands.note, title="Add a note", save="Save note", says="Note saved"),
    Verb.CLOSE: Doing(
        form=answers.CloseForm,
        act=commands.close,
        title="Close",
        save="Close",
        says=CLOSED,
    ),
}
