"""Dates typed in three boxes."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from discharge.core.errors import RuleBroken
from discharge.core.forms import DatePartsField, Form


class Asked(Form):
    ready_on = DatePartsField("Ready date", missing="Enter the ready date")
    seen_on = DatePartsField("Seen", missing=None)
    left_on = DatePartsField("When did they leave?", missing=None)


@pytest.fixture(autouse=True)
def request_context(shared_app: Flask) -> Iterator[None]:
    with shared_app.test_request_context("/", method="POST"):
        yield


def typed(day: str, month: str, year: str) -> Asked:
    return Asked(MultiDict({"ready_on-day": day, "ready_on-month": month, "ready_on-year": year}))


def test_three_boxes_make_a_date() -> None:
    assert typed("14", "3", "2026").ready_on.data == date(2026, 3, 14)


def test_two_figures_of_a_year_mean_this_century() -> None:
    assert typed("14", "3", "26").ready_on.data == date(2026, 3, 14)


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        (("", "", ""), "Enter the ready date"),
        (("14", "", "2026"), "Ready date must include a month"),
        (("31", "2", "2026"), "Ready date must be a real date, for example 14 3 2026"),
        (("x", "2", "2026"), "Ready date must be a real date, for example 14 3 2026"),
    ],
)
def test_what_is_no_date_is_said_and_kept(boxes: tuple[str, str, str], message: str) -> None:
    form = typed(*boxes)
    assert not form.validate()
    assert form.ready_on.errors[0] == message
    assert tuple(form.ready_on.parts.values()) == boxes


def test_a_message_about_a_question_names_its_answer() -> None:
    form = Asked(MultiDict({"left_on-day": "31", "left_on-month": "2", "left_on-year": "2026"}))
    form.validate()
    said = "The answer to “When did they leave?” must be a real date, for example 14 3 2026"
    assert form.left_on.errors[0] == said


def test_a_date_that_was_kept_fills_the_boxes() -> None:
    form = Asked(formdata=None, data={"ready_on": date(2026, 3, 14)})
    assert form.ready_on.parts == {"day": "14", "month": "3", "year": "2026"}
    assert form.seen_on.data is None


def test_what_was_sent_without_any_box_of_a_date_is_asked_for_it_at_its_field() -> None:
    """No page of ours sends that; it is no fault of the server all the same."""
    form = Asked(MultiDict({"seen_on-day": ""}))
    assert form.validate()
    with pytest.raises(RuleBroken) as broken:
        _ = form.ready_on.day
    form.add_error(broken.value)
    assert form.ready_on.errors == ["Enter the ready date"]


def test_a_box_that_was_not_sent_is_one_that_is_empty() -> None:
    form = Asked(MultiDict({"ready_on-month": "3", "ready_on-year": "2026"}), data={"ready_on": date(2026, 1, 1)})
    assert not form.validate()
    assert form.ready_on.errors[0] == "Ready date must include a day"
