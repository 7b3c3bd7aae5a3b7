"""What is said with partners: words that may be said about anybody."""

from datetime import date
from types import SimpleNamespace
from typing import cast

from discharge.demo import bodies, homes, money, partners
from discharge.demo.names import GIVEN_NAMES, SURNAMES, UNUSUAL_NAMES
from discharge.stays.rules.free_text import Named, identifies


def people() -> list[Named]:
    """Somebody with each name that patients may have."""
    pairs = [(surname, "A") for surname in SURNAMES] + [("A", given) for given in GIVEN_NAMES] + [*UNUSUAL_NAMES]
    number = {"nhs_number": None, "local_number": "N099999", "birth_date": date(1980, 1, 2)}
    return [cast(Named, SimpleNamespace(surname=surname, given_name=given, **number)) for surname, given in pairs]


def test_no_words_and_no_name_of_a_partner_say_who_a_patient_is() -> None:
    modules = (bodies, homes, money, partners)
    said = [
        text
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and not isinstance(value, bool | frozenset)
        for text in texts_in(value)
    ]
    assert len(said) > 40
    assert [(text, found) for text in said for person in people() if (found := identifies(text, person))] == []


def texts_in(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for key, each in value.items() for text in [*texts_in(key), *texts_in(each)]]
    if isinstance(value, tuple):
        return [text for each in value for text in texts_in(each)]
    return [value] if isinstance(value, str) else []
