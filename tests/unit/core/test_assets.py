from pathlib import Path

import pytest

from discharge.core.assets import Assets


def test_an_address_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"app.css": "abc"}')
    assert Assets(tmp_path)("app.css") == "/static/dist/app.css?v=abc"


def test_a_name_that_was_not_built_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"app.css": "abc"}')
    with pytest.raises(KeyError, match=r"ap\.css"):
        Assets(tmp_path)("ap.css")


def test_addresses_have_no_version_before_the_first_build(tmp_path: Path) -> None:
    assert Assets(tmp_path)("app.css") == "/static/dist/app.css"
