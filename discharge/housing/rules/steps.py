"""The dated story of a housing case."""

from enum import StrEnum
from typing import Final


class StepKind(StrEnum):
    IDENTIFIED = "identified"
    CHANGED = "changed"
    CHECKED = "checked"
    CONSENT = "consent"
    REFERRED = "referred"
    RECEIVED = "received"
    ANSWERED = "answered"
    CHILDREN = "children"
    ASSESSED = "assessed"
    OFFERED = "offered"
    VIEWING = "viewing"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SIGNED = "signed"
    MOVE_SET = "move_set"
    PAUSED = "paused"
    RESUMED = "resumed"
    CLOSED = "closed"
    REOPENED = "reopened"


STEP_WORDS: Final = {
    StepKind.IDENTIFIED: "Need identified",
    StepKind.CHANGED: "Needs changed",
    StepKind.CHECKED: "Check for homelessness made",
    StepKind.CONSENT: "Consent",
    StepKind.REFERRED: "Referred to the council",
    StepKind.RECEIVED: "Council received the referral",
    StepKind.ANSWERED: "Council answered",
    StepKind.CHILDREN: "Referred to children's services",
    StepKind.ASSESSED: "Assessed",
    StepKind.OFFERED: "Offer",
    StepKind.VIEWING: "Viewing",
    StepKind.ACCEPTED: "Accepted",
    StepKind.REFUSED: "Refused",
    StepKind.WITHDRAWN: "Offer withdrawn",
    StepKind.SIGNED: "Tenancy or licence signed",
    StepKind.MOVE_SET: "Date to move",
    StepKind.PAUSED: "Paused",
    StepKind.RESUMED: "Resumed",
    StepKind.CLOSED: "Closed",
    StepKind.REOPENED: "Open again",
}
