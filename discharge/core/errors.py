"""The refusals a command or query can answer with. `app.py` turns each into a page; nothing else does."""

from collections.abc import Mapping


class Refusal(Exception):
    """A request that was understood and is not carried out. Nothing of it is kept."""


class NotFound(Refusal):
    """The row does not exist, or this person may not know that it does: the same answer for both (404)."""


class NotAllowed(Refusal):
    """The person may see the row and may not do this to it (403)."""


class RuleBroken(Refusal):
    """What was entered makes no sense together with what is known.

    field: name of the form field at fault, or "" when it is the whole form.
    message: a sentence that says what to do, shown to the person as it is.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class Superseded(Refusal):
    """Somebody else changed the row after this person opened it; neither text is lost (409).

    theirs: field label to the value now stored, as words. yours: the same labels to what this person entered.
    before: the same labels to the value when this person began, where it is known.
    """

    def __init__(self, *, before: Mapping[str, str], theirs: Mapping[str, str], yours: Mapping[str, str]) -> None:
        super().__init__("This was changed by somebody else while you were editing it")
        self.before, self.theirs, self.yours = dict(before), dict(theirs), dict(yours)


class TooMany(Refusal):
    """Asked again too soon; `wait_seconds` says when to try again (429)."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(f"Try again in {wait_seconds} seconds")
        self.wait_seconds = wait_seconds
