"""Who answers for the organisations around the wards, and what is said with them. None is called as a patient is."""

from typing import Final

from discharge.demo.bodies import (
    FENSHIRE,
    HARBOUR,
    ICB,
    MARSHLAND,
    NEIGHBOURS,
    OTHER_ICB,
    STONEBRIDGE,
    TIDEWAY,
    WESTMERE,
)
from discharge.demo.wards import FENLAND, NORTHMOOR

ANSWERS_FOR: Final = {
    NORTHMOOR: ("Ravi Desai", "Ewan Kerr", "Gemma Stott", "Hannah Pell"),
    FENLAND: ("Judith Nowak", "Sam Ferris", "Pavel Hrabik"),
    ICB: ("Helen Starkey", "Omar Siddiq"),
    OTHER_ICB: ("Philippa Garland",),
    WESTMERE: ("Celia Foxley", "Dominic Ruddle"),
    FENSHIRE: ("Alison Threlfall", "Gareth Pugh"),
    MARSHLAND: ("Bernice Coote",),
    HARBOUR: ("Derek Mallory",),
    STONEBRIDGE: ("Sonia Wetherby",),
    TIDEWAY: ("Imogen Clegg",),
    NEIGHBOURS: ("Lewis Farthing",),
}
AT_THE_COURT: Final = ("Rupert Sayle, listing", "Hilary Brandreth, clerk")
COORDINATORS: Final = {NORTHMOOR: ("Ravi Desai", "Hannah Pell", "Priya Nair"), FENLAND: ("Judith Nowak", "Sam Ferris")}

UPDATES: Final = (
    "Left a message with the duty worker",
    "Papers sent again, receipt confirmed",
    "On the agenda of their next allocation meeting",
    "They ask for the latest care plan; sent the same day",
    "Their worker is off sick, a colleague has taken it on",
)
STILL_THEIRS: Final = (
    "Allocated; they will visit the ward this week",
    "Assessment is half done, the second visit is booked",
    "They need their manager's agreement, expected soon",
)
OURS_NOW: Final = (
    "They have what they need from us but the care plan",
    "Done on their side: we are to book the meeting",
)
SENT_BACK: Final = "What they asked for was sent, theirs again"
HANDED: Final = "Agreed at the delay meeting who takes it"
DATE_MOVED: Final = "Agreed on the telephone: their first free visit"
CALLS: Final = (
    "Spoke to the office: no date yet, they will ring back",
    "Rang again: it is with the caseworker",
    "Told them that the person is clinically ready and waits for this alone",
)
OUTCOMES: Final = ("Done: allocated and started", "Answered, plan can go on", "No longer needed: another way was found")
CONTESTED: Final = "They say the papers reached them three days later"
CONTEST_AGREED: Final = "Agreed by the coordinator: receipt shown"
CONTEST_REFUSED: Final = "Refused: receipt on the day is in the record"
NEXT: Final = (
    "Allocate a worker and give a name",
    "Give a date for the visit",
    "Send the decision in writing",
    "Say which papers are missing",
)
