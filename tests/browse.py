"""A reader of pages for integration tests: gets a page, checks what every page must have, posts the form it shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from discharge.access.models import User

PART_OF_A_FORM = ("input", "select", "textarea", "button")


@dataclass
class Browse:
    """One person's browser. `get` and `submit` follow redirects and answer with the page that came."""

    client: FlaskClient

    def get(self, path: str, *, status: int = 200) -> "Page":
        return Page(self, self.client.get(path, follow_redirects=True), status)

    def post(self, path: str, fields: Mapping[str, object], *, status: int = 200) -> "Page":
        """Post fields as they are, with no form behind them."""
        return Page(self, self.client.post(path, data=dict(fields), follow_redirects=True), status)


class Page:
    """A page that came back. Raises AssertionError when it is not what every page must be."""

    def __init__(self, browse: Browse, response: TestResponse, status: int) -> None:
        self.browse, self.response = browse, response
        assert response.status_code == status, (
            f"{response.request.path} answered {response.status}: {self._says()[:900]}"
        )
        self.html = BeautifulSoup(response.text, "html.parser")
        self.path = response.request.path
        if response.mimetype == "text/html" and response.text:
            self._check()

    def _says(self) -> str:
        return BeautifulSoup(self.response.text, "html.parser").get_text(" ", strip=True)

    @property
    def text(self) -> str:
        """All words of the page, spaces folded."""
        return _said(self.html)

    @property
    def heading(self) -> str:
        return _said(self.html.select_one("h1"))  # type: ignore[arg-type]

    @property
    def errors(self) -> dict[str, str]:
        """Field name to its message, from the error summary; "" for a message about the whole form."""
        found = {}
        for item in self.html.select(".nhsuk-error-summary__list li"):
            link = item.find("a")
            target = self.html.find(id=str(link["href"]).removeprefix("#")) if isinstance(link, Tag) else None
            name = str(target.get("name", "")) if isinstance(target, Tag) else ""
            found[name.removesuffix("-day")] = item.get_text(" ", strip=True)
        return found

    def link(self, words: str) -> str:
        """Where the first link that says these words leads. Raises AssertionError when none does."""
        found = (str(link["href"]) for link in self.html.select("a[href]") if words in _said(link))
        address = next(found, "")
        assert address, f"no link “{words}” on {self.path}: {self.text[:600]}"
        return address

    def follow(self, words: str) -> "Page":
        """The page behind the first link that says these words."""
        return self.browse.get(self.link(words))

    def submit(self, button: str = "", *, form: str = "", status: int = 200, **typed: object) -> "Page":
        """Post the form that holds the button of these words (or the one matching the CSS selector, or the last form).

        Posts every field that the page rendered, with `typed` in place of what stood there. A date fills three boxes
        where the page has three. A list answers checkboxes; None leaves a field out.
        """
        found = self._form(button, form)
        fields = dict(_rendered(found, button))
        for name, value in typed.items():
            _type_into(fields, found, name, value)
        target = str(found.get("action") or self.response.request.full_path)
        if str(found.get("method", "get")).lower() == "get":
            return Page(self.browse, self.browse.client.get(target, query_string=fields, follow_redirects=True), status)
        kind = str(found.get("enctype") or "application/x-www-form-urlencoded")
        sent = self.browse.client.post(target, data=fields, content_type=kind, follow_redirects=True)
        return Page(self.browse, sent, status)

    def _form(self, button: str, selector: str) -> Tag:
        if selector:
            found = self.html.select_one(selector)
            assert found is not None, f"no form {selector} on {self.path}"
            return found
        forms = [form for form in self.html.find_all("form") if not form.get("data-sign-out") is not None]
        if button:
            forms = [form for form in self.html.find_all("form") if _button(form, button) is not None]
        assert forms, f"no form with a button “{button}” on {self.path}: {self.text[:600]}"
        return forms[-1]

    def _check(self) -> None:
        assert len(self.html.find_all("h1")) == 1, f"{self.path} has {len(self.html.find_all('h1'))} h1"
        assert self.html.title is not None, f"{self.path} has no title"
        assert self.html.title.get_text(strip=True), f"{self.path} has an empty title"
        ids = [str(tag["id"]) for tag in self.html.find_all(id=True)]
        assert len(ids) == len(set(ids)), f"{self.path} repeats ids: {sorted({i for i in ids if ids.count(i) > 1})}"
        for link in self.html.select(".nhsuk-error-summary__list a"):
            target = str(link["href"]).removeprefix("#")
            assert self.html.find(id=target), f"{self.path}: an error links to {target}, which is not there"


def _said(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def _button(form: Tag, words: str) -> Tag | None:
    for button in form.find_all("button"):
        if words in _said(button):
            return button
    return None


def _rendered(form: Tag, pressed: str) -> Iterator[tuple[str, object]]:
    many: dict[str, list[str]] = {}
    for field in form.find_all(PART_OF_A_FORM):
        name, kind = str(field.get("name") or ""), str(field.get("type") or "")
        if not name or field.has_attr("disabled"):
            continue
        if field.name == "button":
            if pressed and pressed in _said(field):
                yield name, str(field.get("value") or "")
        elif kind in {"checkbox", "radio"}:
            if field.has_attr("checked"):
                many.setdefault(name, []).append(str(field.get("value", "on")))
        elif field.name == "select":
            chosen = field.find("option", selected=True) or field.find("option")
            yield name, str(chosen["value"]) if isinstance(chosen, Tag) and chosen.has_attr("value") else ""
        elif field.name == "textarea":
            yield name, field.get_text().removeprefix("\n")
        elif kind != "file":
            yield name, str(field.get("value") or "")
    yield from many.items()


def _type_into(fields: dict[str, object], form: Tag, name: str, value: object) -> None:
    if isinstance(value, date) and form.find(attrs={"name": f"{name}-day"}):
        fields |= {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}
        return
    assert form.find(attrs={"name": name}), f"the form has no field {name}"
    if value is None:
        fields.pop(name, None)
    else:
        fields[name] = value.isoformat() if isinstance(value, date) else value


def signed_in(app: Flask, user: User | None) -> Browse:
    """A browser in which this person has signed in; nobody for None."""
    return Browse(app.test_client(user=user) if user else app.test_client())
