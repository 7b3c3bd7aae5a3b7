"""What is said above a list of people that does not show everybody."""

from dataclasses import dataclass

from flask import url_for

from discharge.boards.queries.crowd import MOST_SHOWN, Crowd


@dataclass(frozen=True, slots=True)
class CrowdNote:
    """href: of the ward lists, "" for somebody who may not look at them."""

    words: str
    advice: str
    href: str


def note_of(crowd: Crowd | None) -> CrowdNote | None:
    if crowd is None:
        return None
    words = f"{crowd.people:,} people are on record on this ward. Only the first {MOST_SHOWN}, by bed, are shown."
    advice = "A ward list may have named the wrong ward:"
    if crowd.may_check:
        return CrowdNote(words, advice, url_for("interop.upload"))
    return CrowdNote(words, f"{advice} ask the ward manager to check the last one.", "")
