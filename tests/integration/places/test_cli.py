"""A trust is set up from a command line, and what is refused says so with its exit code."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from discharge.audit.models import AuditLine

SETTING_UP = (
    ["add-system", "Fenland"],
    ["add-organisation", "Eastmoor", "--ods", "RYY", "--system", "Fenland"],
    ["add-site", "Eastmoor House", "--organisation", "RYY", "--code", "RYY01"],
    ["add-ward", "Elm", "--site", "RYY01", "--code", "E1", "--beds", "12", "--opens-on", "2024-01-01",
     "--weekly-on", "2", "--closes-at", "16:00"],
    ["add-organisation", "Fenland District", "--kind", "council", "--council-functions", "housing"],
    ["add-team", "Housing Options", "--organisation", "Fenland District", "--function", "housing_options"],
    ["add-contact", "Westmere Crown Court", "--organisation", "RYY", "--kind", "court", "--telephone", "01632 960001"],
)  # fmt: skip


@pytest.fixture
def places(app: Flask, session: Session):
    return lambda *words: app.test_cli_runner().invoke(args=["places", *words])


def test_a_trust_is_set_up_and_listed(places, session: Session) -> None:
    for words in SETTING_UP:
        answer = places(*words)
        assert answer.exit_code == 0, answer.output
    lines = [line.split("\t") for line in places("list").output.splitlines()]
    assert [(kind, code, name) for kind, _key, code, name in lines] == [
        ("trust", "RYY", "Eastmoor"),
        ("contact", "court", "Westmere Crown Court"),
        ("site", "RYY01", "Eastmoor House"),
        ("ward", "E1", "Elm"),
        ("council", "-", "Fenland District"),
        ("team", "housing_options", "Housing Options"),
    ]
    assert set(session.scalars(select(AuditLine.source))) == {"cli"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add-organisation", "Eastmoor", "--system", "Nowhere"], "There is no system called Nowhere"),
        (["add-site", "House", "--organisation", "Nobody", "--code", "RYY01"], "no organisation called Nobody"),
        (["add-ward", "Elm", "--site", "RXX01", "--code", "E", "--beds", "2"], "There is no site called RXX01"),
        (["add-organisation", "Eastmoor", "--ods", "ry"], "ods-code: Enter an ODS code"),
    ],
)
def test_what_is_refused_exits_2_and_says_why(places, words: list[str], says: str) -> None:
    answer = places(*words)
    assert answer.exit_code == 2
    assert says in answer.stderr
    assert answer.stdout == ""


def test_the_same_twice_is_refused(places) -> None:
    places("add-system", "Fenland")
    answer = places("add-system", "Fenland")
    assert (answer.exit_code, answer.stderr) == (2, "name: There is already a Fenland\n")
