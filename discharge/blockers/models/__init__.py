"""Blockers and every step taken about them; local response times; saved lists; meetings about what partners owe."""

from discharge.blockers.models.meeting import (
    Meeting,
    MeetingAction,
    MeetingAttendance,
    MeetingCount,
    MeetingPerson,
    MeetingWard,
)
from discharge.blockers.models.owed import Blocker, BlockerStep, Owned, Protocol, SavedView

__all__ = [
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
]
