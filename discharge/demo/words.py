"""What wards write: purposes, criteria, reasons to move a date. Never a diagnosis, a risk or a dose."""

from typing import Final

PURPOSES: Final = {
    "200": (
        "Safety and treatment in a crisis that could not be managed at home",
        "Assessment after being found in distress in public",
        "Start treatment again after several weeks without it",
        "Find out what changed at home, and settle sleep and daily life",
        "Change of treatment that needs close watching in the first weeks",
    ),
    "201": (
        "Assess memory and daily living after a sudden change",
        "Treatment for low mood with not eating or drinking enough",
        "Find out what kind of home is needed after a second fall in confidence",
        "Settle distress at night that the care home could not manage",
    ),
    "202": (
        "Short time of intensive nursing until an open ward is safe",
        "Treatment in a place with few people and more staff",
    ),
    "212": (
        "Learn to live with less support after many admissions",
        "Practise cooking, money and medicines before a home of one's own",
        "Graded leave towards supported living",
    ),
}
CRITERIA: Final = {
    "200": (
        "Sleeping six hours, taking treatment; home treatment team has met them",
        "Safety plan written together; weekend at home went well",
        "Has a place to live, and a named person in the community team",
    ),
    "201": (
        "Eating and drinking without prompting; care package or home agreed",
        "Capacity decision made; care home has assessed and accepted",
    ),
    "202": ("Three days without needing intensive nursing; bed on an open ward",),
    "212": (
        "Cooks and takes medicines alone for four weeks; tenancy or placement signed",
        "Overnight leave at the new home four times without concern",
    ),
}
MOVE_WORDS: Final = (
    "Treatment changed; needs longer here to see it work",
    "Became unwell again after leave",
    "Physical health test has to be repeated",
    "New goal agreed with the family",
    "Better than expected: needs less time",
)
STEPS_OF_OUR_OWN: Final = ("Call with sister about the flat", "Try the kitchen alone", "Bus trip to the surgery")
NOTES: Final = (
    "Rang twice, no answer",
    "Form sent again",
    "Waits for a call back",
    "Meeting moved to next week",
    "Family asked for more time",
)
NEXT_STEPS: Final = (
    "Ask the team manager by Thursday",
    "Raise at the weekly delay meeting",
    "Send the assessment again with the missing page",
    "Book the viewing with the provider",
)
LATE_WORDS: Final = "Entered from paper"
CARERS: Final = ("Mother", "Father", "Partner", "Sister", "Brother", "Daughter", "Son", "Friend")
CLOSED_FOLLOW_UPS: Final = ("Moved abroad with family", "Seen by the general hospital team instead")
