"""Whether a history of legal authority brings a right to section 117 aftercare, and why. A person confirms.

Source: docs/sources.md#section-117-entitlement
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from discharge.stays.rules.codes import LEGAL_AUTHORITIES, Section117
from discharge.stays.rules.legal import AuthorityPeriod, authorities_on
from discharge.stays.rules.shown import shown_day

COMMUNITY_TREATMENT_ORDER = "CTO"
_RECALLED = "CTO-R"
_SECTION = re.compile(r"s(?=[0-9])")


class Answer(StrEnum):
    YES = "yes"
    CHECK = "check"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What the recorded history says.

    because: the authorities that say so, the latest first. since: when the latest qualifying detention began, for the
    responsible council (rule of ordinary residence); None unless the answer is yes.
    """

    answer: Answer
    because: tuple[AuthorityPeriod, ...] = ()

    @property
    def since(self) -> date | None:
        return self.because[0].from_on if self.answer is Answer.YES else None

    @property
    def reasons(self) -> tuple[str, ...]:
        """`section 3 from 4 March 2026`, one for each authority that counts."""
        return tuple(authority_words(period) for period in self.because)

    @property
    def words(self) -> str:
        """The answer with its reasons in one line, as it is kept when a person confirms it."""
        if self.answer is Answer.YES:
            return f"Qualifying detention recorded: {'; '.join(self.reasons)}"
        if self.because:
            return f"Check: {'; '.join(self.reasons)}"
        if self.answer is Answer.CHECK:
            return "Check: no legal authority is recorded"
        return "No qualifying detention is recorded here"


def entitlement(history: Sequence[AuthorityPeriod]) -> Entitlement:
    """What the whole history of one person says, in any order; entries struck out are not given.

    YES: any authority of the list that qualifies, however long ago and whether or not it has ended: a later informal
    stay takes nothing away. CHECK: none of those, but one of which a person must decide, or nothing recorded at all.
    NO: authorities are recorded and none of them brings the right by itself. Raises UnknownCode.
    """
    latest_first = sorted(history, key=lambda period: period.from_on, reverse=True)
    for wanted, answer in ((Section117.YES, Answer.YES), (Section117.CHECK, Answer.CHECK)):
        found = tuple(period for period in latest_first if LEGAL_AUTHORITIES[period.code].s117 is wanted)
        if found:
            return Entitlement(answer, found)
    return Entitlement(Answer.NO if history else Answer.CHECK)


def authority_words(period: AuthorityPeriod) -> str:
    """`section 3 from 4 March 2026`, `CTO from 1 June 2026 to 3 August 2026`."""
    short = LEGAL_AUTHORITIES[period.code].short
    until = f" to {shown_day(period.until_on)}" if period.until_on else ""
    return f"{_SECTION.sub('section ', short, count=1)} from {shown_day(period.from_on)}{until}"


def is_under_community_order(day: date, history: Sequence[AuthorityPeriod]) -> bool:
    """Whether a community treatment order holds on this day, also while the person is recalled under it.

    The duty cannot end while it does. Source: docs/sources.md#section-117-entitlement
    """
    orders = {COMMUNITY_TREATMENT_ORDER, _RECALLED}
    return any(period.code in orders for period in authorities_on(day, history))


def has_changed(confirmed: str, now_says: Entitlement) -> bool:
    """Whether the history says something else than when a person confirmed it. confirmed: "" before that."""
    return bool(confirmed) and confirmed != now_says.words
