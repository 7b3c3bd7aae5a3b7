"""Invented people. Any likeness to somebody is chance; NHS numbers are of the 999 range, which is kept for tests."""

from collections.abc import Iterator
from itertools import count

GIVEN_NAMES = tuple(
    """
    Ruth Tom Shirin Carol Emeka Ann Peter Joan Dean Mona Victor Nadia Leon Farid Beth Colin Grace Idris Wanda Owen
    Priti Marcus Elspeth Jamal Tessa Rhys Amara Stuart Olga Kwame Hetty Sunil Moira Dylan Yusuf Clara Neville
    Pearl Anton Leila Gwen Barnaby Chloe Desmond Edith Frank Gita Harvey Ivy Joel Keira Lloyd Maeve Norah Oscar
    Petra Quentin Rosa Silas Thea Ursula Vikram Winston Xenia Yvonne Zac
    """.split()  # noqa: SIM905 (a hundred quoted lines would hide the names)
)
SURNAMES = tuple(
    """
    Alder Ashby Begum Blythe Chidi Cole Dawes Ellery Faulk Grieve Hale Imrie Jessop Khan Lowe Marsh Nuttall Okoro
    Pike Quayle Rowe Saxby Tranter Umar Vane Whitlock Yates Zeller Abara Birkett Castell Dhillon Eastoe Farrow
    Gedney Haddow Islam Jarman Kettley Larwood Maddox Newsome Orford Penhale Rudkin Sandhu Thirkell Upjohn Verney
    Wragg Yardley Achebe Burrage Cattermole Drewry Ennis Fenwick Gotts Hembry Ince Jolly Kirkby Ludkin Mistry
    Northey Otley Prentis Rix Skeels Tungate Usher Voss Wix Yelland
    """.split()  # noqa: SIM905 (a hundred quoted lines would hide the names)
)
# Names that screens must hold: accents, right to left, very long, one letter, two words, an apostrophe.
UNUSUAL_NAMES = (
    ("Wójcik-Ångström", "Zoë"),
    ("حداد", "ليلى"),
    ("Featherstonehaugh-Cholmondeley-Willoughby", "Wilhelmina Anastasia"),
    ("O’Dowd", "Siân"),
    ("לוי", "נועה"),
    ("van der Heijden", "Joost"),
    ("Nguyễn", "Thị Hồng"),
    ("Ó Súilleabháin", "Pádraig"),
)
CONSULTANTS = ("Dr Osei", "Dr Lindqvist", "Dr Pargeter", "Dr Rahimi", "Dr Fosdyke", "Dr Mwangi", "Dr Tolland", "Dr Vaz")
STAFF = (
    "Priya Nair", "Kofi Mensah", "Hannah Pell", "Ravi Desai", "Lorna Tidswell", "Bryn Askew", "Meera Lal",
    "Ewan Kerr", "Judith Nowak", "Sam Ferris", "Tola Adeyemi", "Gemma Stott", "Pavel Hrabik", "Nicola Drew",
    "Anil Bose", "Fay Munro",
)  # fmt: skip
LANGUAGES = ("Polish", "Arabic", "Bengali", "British Sign Language", "Lithuanian", "Portuguese", "Somali", "Urdu")


def nhs_numbers(first: int = 100_000) -> Iterator[str]:
    """Valid numbers of the 999 range, in order. Those whose check digit would be 10 do not exist."""
    for middle in count(first):
        nine = f"999{middle:06d}"
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
        if check != 10:
            yield f"{nine}{check % 11}"
