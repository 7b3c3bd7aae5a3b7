"""How often a mail is tried, how long it is held by one sender, and when it is given up. docs/adr/0008-outbox.md"""

import enum
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(minutes=30)
GIVE_UP_AFTER = timedelta(days=7)  # longer than any run of bank holidays and weekends
CONVERSATION = timedelta(seconds=60)  # with the mail server about one message; then the line is cut
LONGEST_PAUSE_SECONDS = 300  # of a sender whose mail server is away
KEEP_MAIL_DAYS: Final = 90  # after a mail is settled, where the installation sets nothing else
LATE_AFTER = timedelta(minutes=15)  # mail that is due waits longer: no sender runs, or the server is away
LEASE = timedelta(minutes=5)  # longer than a conversation: who holds a row is done with it before it is free again
CLOCK_SLACK = timedelta(minutes=5)  # by which clocks of two machines may differ


class State(enum.StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    GAVE_UP = "gave_up"
    NOT_NEEDED = "not_needed"  # the account was closed, or the digest turned off, before it could be sent


class Fault(enum.StrEnum):
    """Why a mail was not taken. The server's own words are not kept: they hold addresses."""

    NONE = "none"
    AWAY = "away"
    STALLED = "stalled"
    DROPPED = "dropped"
    NOT_LET_IN = "not_let_in"
    LATER = "later"
    REFUSED = "refused"
    TOO_OLD = "too_old"


FAULT_WORDS: Final[Mapping[Fault, str]] = {
    Fault.NONE: "Not tried yet",
    Fault.AWAY: "The mail server could not be reached",
    Fault.STALLED: "The mail server did not answer in time",
    Fault.DROPPED: "The mail server ended the conversation",
    Fault.NOT_LET_IN: "The mail server did not let this product in: check password, certificate and sending address",
    Fault.LATER: "The mail server asked to try again later",
    Fault.REFUSED: "The mail server refused it: check the person’s e-mail address",
    Fault.TOO_OLD: "It could not be sent in time",
}

# The server and not the message is at fault: no use trying the next message now.
OF_SERVER: Final = frozenset({Fault.AWAY, Fault.STALLED, Fault.DROPPED, Fault.NOT_LET_IN})


def delay_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: a minute after the first, then double, at most half an hour.

    Raises ValueError for less than one try.
    """
    if attempts < 1:
        raise ValueError("nothing was tried yet")
    return min(FIRST_DELAY * (1 << min(attempts - 1, 10)), LONGEST_DELAY)


def pause_after(in_a_row: int, usual: int) -> int:
    """Seconds until a sender looks again: the usual pause, doubled with each time in a row that the server was away."""
    return max(usual, min(usual * (1 << min(in_a_row, 10)), LONGEST_PAUSE_SECONDS))


def is_given_up(fault: Fault, *, now: datetime, gives_up_at: datetime) -> bool:
    """True where another try makes no sense: the message was refused for good, or its time is over."""
    return fault is Fault.REFUSED or now >= gives_up_at
