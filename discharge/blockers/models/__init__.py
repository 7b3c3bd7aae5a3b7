"""Blockers and every step taken about them; local response times; saved lists; meetings about what partners owe."""

from discharge.blockers.models.meeting import (
    Meeting,
    MeetingAction,
    MeetingAttendance,
    MeetingCount,
    MeetingPerson,
    MeetingWard,
)
from discharge.blockers.models.owed import OWNER_KEYS, Blocker, BlockerStep, Owned, Protocol, SavedView, owner_in

__all__ = [
    "OWNER_KEYS",
    "Blocker",
    "BlockerStep",
    "Meeting",
    "MeetingAction",
    "MeetingAttendance",
    "MeetingCount",
    "MeetingPerson",
    "MeetingWard",
    "Owned",
    "Protocol",
    "SavedView",
    "owner_in",
]
