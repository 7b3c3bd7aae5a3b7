"""The pieces that pages are made of, rendered by the real application."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from flask import Flask, g, render_template, render_template_string
from wtforms import FieldList, FormField, SelectMultipleField, StringField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice

from discharge.core.errors import RuleBroken
from discharge.core.forms import DatePartsField, Form

TEMPLATES = Path(__file__).parents[3] / "templates"
CHROME = SimpleNamespace(
    product="Discharge",
    organisation="Northmoor",
    person_name="Priya Nair",
    role="ward member",
    links=(SimpleNamespace(text="Ward", href="/ward", current=True, badge=2),),
    signed_in=True,
    sign_out_token="token",
)


class Row(PlainForm):
    bed = StringField("Bed")


class Asked(Form):
    name = StringField("Name")
    ready_on = DatePartsField("Ready date", missing="Enter the ready date")
    steps = SelectMultipleField(
        "Steps", choices=[SelectChoice("a", "OT home visit"), SelectChoice("b", "Senior review")]
    )
    rows = FieldList(FormField(Row), min_entries=1)


@dataclass(frozen=True)
class AskedPage:
    form: Asked


@pytest.fixture(autouse=True)
def request_context(shared_app: Flask) -> Iterator[None]:
    with shared_app.test_request_context("/"):
        g.csp_nonce = "once"
        yield


def soup(template: str, **facts: object) -> BeautifulSoup:
    return BeautifulSoup(render_template_string(template, **facts), "html.parser")


def asked_page() -> BeautifulSoup:
    form = Asked(data={"name": "<b>Ann</b>"})
    form.name.errors = ["Enter the name"]
    form.ready_on.errors = ["Enter the ready date"]
    form.steps.errors = ["Select a step"]
    form.rows[0].form.bed.errors = ["Enter the bed"]
    form.add_error(RuleBroken("", "Nothing was changed"))
    return soup(
        """{% extends "layouts/page.html" %}
        {% from "components/form.html" import text_field, date_field, checkboxes_field %}
        {% from "components/one_time_key.html" import one_time_key %}
        {% block title %}Ready date{% endblock %}
        {% block body %}<h1>Ready date</h1><form method="post">
        {{ one_time_key(page.form) }}{{ text_field(page.form.name) }}
        {{ date_field(page.form.ready_on) }}{{ checkboxes_field(page.form.steps) }}
        {{ text_field(page.form.rows[0].form.bed) }}</form>{% endblock %}""",
        page=AskedPage(form),
        chrome=CHROME,
    )


def test_every_message_of_the_summary_leads_to_its_input() -> None:
    page = asked_page()
    items = page.select(".nhsuk-error-summary__list li")
    assert [item.get_text(strip=True) for item in items] == [
        "Nothing was changed",
        "Enter the name",
        "Enter the ready date",
        "Select a step",
        "Enter the bed",
    ]
    targets = [
        page.find(id=str(link["href"]).removeprefix("#")) for link in page.select(".nhsuk-error-summary__list a")
    ]
    assert [target and target.name for target in targets] == ["input"] * 4


def test_a_page_with_errors_says_so_in_its_title() -> None:
    title = asked_page().title
    assert title is not None
    assert title.get_text(strip=True) == "Error: Ready date - Discharge"


def test_what_people_type_stays_text() -> None:
    page = asked_page()
    assert page.find("b") is None
    assert page.select_one("input[name=name]")["value"] == "<b>Ann</b>"  # type: ignore[index]


def test_ids_are_unique_and_nothing_is_inline() -> None:
    page = asked_page()
    ids = [tag["id"] for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert page.select("style, [style]") == []
    assert [
        script.get("src") for script in page.find_all("script") if not script.get("nonce") and not script.get("src")
    ] == []


def test_the_bar_names_the_person_and_signs_out_by_post() -> None:
    page = asked_page()
    bar = page.select_one(".discharge-header")
    assert bar is not None
    assert "Signed in as Priya Nair, ward member" in " ".join(bar.get_text(" ").split())
    assert bar.form is not None
    assert bar.form["method"] == "post"
    assert bar.select_one("input[name=csrf_token]")["value"] == "token"  # type: ignore[index]


@pytest.mark.parametrize(
    ("kind", "letter", "word"),
    [("green", "G", "Green day"), ("red", "R", "Red day"), ("awol", "AWOL", "Absent without leave (AWOL)")],
)
def test_a_mark_has_a_word(kind: str, letter: str, word: str) -> None:
    mark = soup(
        '{% from "components/mark.html" import mark %}{{ mark(it) }}',
        it=SimpleNamespace(kind=kind, letter=letter, word=word),
    )
    for unheard in mark.select("[aria-hidden]"):
        assert unheard.get_text(strip=True) == letter
        unheard.decompose()
    assert mark.get_text(strip=True) == word


def test_each_day_of_the_strip_is_heard_with_its_date() -> None:
    days = [
        SimpleNamespace(kind="red", letter="R", word="Red day", day="Fri 13 Nov", weekend=False, detail="no place yet"),
        SimpleNamespace(kind="none", letter="", word="Not marked", day="Sat 14 Nov", weekend=True, detail=""),
    ]
    strip = soup('{% from "components/strip.html" import strip %}{{ strip(days, "1 red day") }}', days=days)
    assert [day.get_text(strip=True) for day in strip.select(".nhsuk-u-visually-hidden")] == [
        "Fri 13 Nov: Red day, no place yet",
        "Sat 14 Nov: Not marked",
    ]
    assert len(strip.select(".discharge-strip__day--weekend")) == 1


def test_clocks_say_late_and_due_soon_in_words() -> None:
    clocks = soup(
        '{% from "components/clock.html" import clock %}{{ clock("today", "soon") }}, {{ clock("2 days", "late") }}'
    )
    assert clocks.get_text() == "Due soon today, Late 2 days"


@pytest.mark.parametrize(
    ("before", "began"),
    [({"EDD": "1 Nov"}, ["When you began 1 Nov"]), ({"EDD": ""}, ["When you began Nothing"]), ({}, [])],
    ids=["known", "empty", "not known"],
)
def test_a_difference_shows_what_was_empty_and_leaves_out_what_is_not_known(
    before: dict[str, str], began: list[str]
) -> None:
    table = soup(
        '{% from "components/difference.html" import difference %}{{ difference(before, theirs, yours) }}',
        before=before,
        theirs={"EDD": "3 Nov"},
        yours={"EDD": "9 Nov"},
    )
    assert [cell.get_text(" ", strip=True) for cell in table.select("td")] == [
        *began,
        "Saved by somebody else 3 Nov",
        "What you entered 9 Nov",
    ]
    assert len(table.select("thead th")) == 3 + len(began)


@pytest.mark.parametrize("page", sorted(path.name for path in (TEMPLATES / "errors").glob("[0-9]*.html")))
def test_error_pages_render_by_themselves(page: str) -> None:
    answer = BeautifulSoup(render_template(f"errors/{page}"), "html.parser")
    assert len(answer.find_all("h1")) == 1
    assert answer.title is not None
    assert answer.title.get_text(strip=True).endswith(" - Discharge")
