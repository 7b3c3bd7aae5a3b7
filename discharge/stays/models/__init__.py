"""A person's time in hospital, in tables. Dates are local days (Europe/London); moments are UTC."""

from discharge.stays.models.absence import AbsencePeriod
from discharge.stays.models.elsewhere import FromElsewhere, Placement, PlacementReview
from discharge.stays.models.leaving import Discharge, FollowUp
from discharge.stays.models.legal import LegalPeriod
from discharge.stays.models.opening import RecordOpening
from discharge.stays.models.person import Person
from discharge.stays.models.progress import EddAsk, ExpectedDischarge, KeyDate, ReadyPeriod, ReadyReason
from discharge.stays.models.stay import Stay, WardStay

__all__ = [
    "AbsencePeriod",
    "Discharge",
    "EddAsk",
    "ExpectedDischarge",
    "FollowUp",
    "FromElsewhere",
    "KeyDate",
    "LegalPeriod",
    "Person",
    "Placement",
    "PlacementReview",
    "ReadyPeriod",
    "ReadyReason",
    "RecordOpening",
    "Stay",
    "WardStay",
]
