import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

from discharge.core.codelists import CodeList, Entry, UnknownCode, read_list


class Colour(StrEnum):
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tinted(Entry):
    colour: Colour
    is_wide: bool


Write = Callable[[str], CodeList[Tinted]]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Read a list of Tinted from this text, in a package of its own."""
    package = tmp_path / "listed_here"
    (package / "lists").mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "listed_here", raising=False)

    def read_text(text: str) -> CodeList[Tinted]:
        (package / "lists" / "wide-things.csv").write_text(text, encoding="utf-8")
        return read_list("listed_here", "wide-things", Tinted)

    return read_text


HEAD = "code,description,is_current,colour,is_wide\n"


def test_codes_stay_text_and_values_get_their_type(read: Write) -> None:
    things = read(HEAD + '01,"One, with a comma",y,blue,n\n1,Another,n,blue,y\n2A,Letters,y,blue,y\n')
    assert things["01"] == Tinted(code="01", description="One, with a comma", colour=Colour.BLUE, is_wide=False)
    assert [thing.code for thing in things] == ["01", "1", "2A"]
    assert things["1"].is_wide
    assert not things["1"].is_current


def test_only_current_codes_are_offered_and_all_are_known(read: Write) -> None:
    things = read(HEAD + "01,One,y,blue,n\n02,Two,n,blue,n\n")
    assert things.choices() == (("01", "One"),)
    assert "02" in things
    assert len(things) == 2
    assert things.get("02") is not None


def test_a_column_with_a_default_may_be_left_out(read: Write) -> None:
    assert read("code,description,colour,is_wide\n01,One,blue,n\n")["01"].is_current


def test_an_unknown_code_is_named_with_its_list(read: Write) -> None:
    things = read(HEAD + "01,One,y,blue,n\n")
    with pytest.raises(UnknownCode, match=r"No code '7' in the list of wide things"):
        things["7"]
    assert things.get("7") is None
    assert things.get(None) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,description,colour\n01,One,blue\n", "do not fit Tinted"),
        (HEAD.strip() + ",source\n01,One,y,blue,n,me\n", "do not fit Tinted"),
        ("", "do not fit Tinted"),
        (HEAD + "01,One,y,red,n\n", "line 2: 'red' is not a valid Colour"),
        (HEAD + "01,One,y,blue,n\n02,Two,y,blue,yes\n", "line 3: 'yes' is neither y nor n"),
        (HEAD + "01,One,y,blue,n\n01,Two,y,blue,n\n", "line 3: code '01' is empty or repeated"),
        (HEAD + ",One,y,blue,n\n", "line 2: code '' is empty or repeated"),
        (HEAD + "01,One,y,blue\n", "line 2: a value is missing"),
        (HEAD + "01,One,y,blue,n,more\n", "line 2: more values than columns"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_with_its_line(read: Write, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read(text)


def test_lists_join_unless_they_share_a_code(read: Write) -> None:
    ones, twos = read(HEAD + "01,One,y,blue,n\n"), read(HEAD + "02,Two,y,blue,n\n")
    assert [thing.code for thing in ones + twos] == ["01", "02"]
    with pytest.raises(ValueError, match=r"share the codes \['01'\]"):
        ones + ones
