"""A component of the NHS is drawn once for the same words, and anew for others."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from jinja2 import PackageLoader
from jinja2.nodes import EvalContext
from markupsafe import Markup

from discharge.core.templates import MOST_KEPT, Templates
from discharge.core.undefined import PageUndefined

Draw = Callable[..., Markup]


@pytest.fixture
def button() -> Draw:
    app = Flask(__name__)
    app.jinja_environment = Templates
    app.jinja_options = {
        "loader": PackageLoader("nhsuk_frontend_jinja"),
        "autoescape": True,
        "undefined": PageUndefined,
    }
    component: Any = app.jinja_env.get_template("nhsuk/components/button/macro.jinja").module
    return lambda *given, **more: component.button(EvalContext(app.jinja_env), *given, **more)


def given(**more: Any) -> dict[str, Any]:
    return {"text": "Save", "attributes": {"id": "save"}, "disabled": True, **more}


def test_the_same_words_are_drawn_once(button: Draw) -> None:
    first = button(given())
    assert 'id="save"' in first
    assert button(given()) is first


@pytest.mark.parametrize(
    "other",
    [{"text": "Save all"}, {"attributes": {"id": "x"}}, {"disabled": False}, {"classes": "x"}, {"text": 1}],
)
def test_other_words_are_drawn_anew(button: Draw, other: dict[str, Any]) -> None:
    assert button(given(**other)) != button(given())


def test_words_are_escaped_though_the_same_markup_was_drawn_before(button: Draw) -> None:
    assert "<b>Save</b>" in button(given(text=Markup("<b>Save</b>")))
    assert "&lt;b&gt;Save&lt;/b&gt;" in button(given(text="<b>Save</b>"))


def test_one_is_not_taken_for_true(button: Draw) -> None:
    assert "True" in button(given(text=True))
    assert "True" not in button(given(text=1))


def test_what_is_not_plain_is_drawn_each_time(button: Draw) -> None:
    class Words:
        text = "first"

        def __str__(self) -> str:
            return self.text

    words = Words()
    assert "first" in button(given(text=words))
    words.text = "second"
    assert "second" in button(given(text=words))


def test_what_somebody_typed_is_not_kept(button: Draw) -> None:
    assert 'value="Amina Khan"' in button(given(value="Amina Khan"))
    assert button(given(value="Amina Khan")) is not button(given(value="Amina Khan"))


def test_only_what_was_asked_for_last_is_kept(button: Draw) -> None:
    first = button(given())
    for number in range(MOST_KEPT):
        button(given(text=f"Save {number}"))
    again = button(given())
    assert again == first
    assert again is not first
