"""What a scheduled job sees: a table or JSON on stdout, talk on stderr, and an exit code."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from discharge.interop.models import ListState, StoredList
from discharge.interop.rules.summary import COUNTS
from discharge.places.models import Ward
from discharge.stays.models import Stay
from tests.integration.interop.ward_lists import ANN, RAVI, Lists, a_list, make_profile, row_counts

ALL_APPLIED, KEPT_BACK, REFUSED = 0, 1, 2
BringIn = Callable[..., Result]


@pytest.fixture
def bring_in(app: Flask, tmp_path: Path) -> BringIn:
    """Write a file and bring it in for the site of the tests."""

    def run(content: bytes, *options: str, site: str = "RZZ01", name: str = "wards.csv") -> Result:
        file = tmp_path / name
        file.write_bytes(content)
        return app.test_cli_runner().invoke(args=["interop", "ward-list", str(file), "--site", site, *options])

    return run


def table(answer: Result) -> dict[str, int]:
    """The lines of the table with something in them."""
    lines = (line.rsplit(maxsplit=1) for line in answer.stdout.splitlines())
    return {words.strip(): int(count) for words, count in lines if int(count)}


def test_a_list_is_applied_and_a_table_says_what_was_done(bring_in: BringIn, lists: Lists) -> None:
    answer = bring_in(a_list(ANN, RAVI))
    assert (answer.exit_code, answer.stderr) == (ALL_APPLIED, "")
    assert [line[:36].strip() for line in answer.stdout.splitlines()] == [*COUNTS.values()]
    assert table(answer) == {"New people": 2}
    assert table(bring_in(a_list(ANN, RAVI))) == {"People without a change": 2}
    assert len(lists.all_of(Stay)) == 2


def test_rows_kept_back_exit_with_one_and_the_others_are_applied(bring_in: BringIn, lists: Lists) -> None:
    answer = bring_in(a_list(ANN, {**RAVI, "ward": "NOWHERE"}))
    assert (answer.exit_code, table(answer)) == (KEPT_BACK, {"New people": 1, "Rows kept back": 1})
    assert answer.stderr == "Rows were kept back: fix or discard them on the page of ward lists\n"
    assert len(lists.all_of(Stay)) == 1


def test_a_dry_run_says_the_same_and_writes_nothing(bring_in: BringIn, lists: Lists) -> None:
    before = row_counts(lists.session)
    answer = bring_in(a_list(ANN, {**RAVI, "ward": "NOWHERE"}), "--dry-run")
    assert (answer.exit_code, table(answer)) == (KEPT_BACK, {"New people": 1, "Rows kept back": 1})
    assert row_counts(lists.session) == before
    assert lists.all_of(StoredList) == []


@pytest.mark.parametrize("options", [(), ("--dry-run",)])
def test_json_is_one_object_also_when_rows_are_kept_back(
    bring_in: BringIn, lists: Lists, options: tuple[str, ...]
) -> None:
    answer = bring_in(a_list(ANN, {**RAVI, "admitted": "soon"}), "--json", *options)
    said = json.loads(answer.stdout)
    assert (answer.exit_code, said["applied"]) == (KEPT_BACK, not options)
    assert (said["counts"]["opened"], said["counts"]["kept_back"]) == (1, 1)
    assert {stay.organisation_id for stay in lists.all_of(Stay)} <= {lists.profile.organisation_id}


def test_a_list_that_shrank_is_stopped_kept_and_applied_when_somebody_says_so(bring_in: BringIn, lists: Lists) -> None:
    people = [{**RAVI, "local_number": f"P{number}", "name": f"Name{number}, A"} for number in range(6)]
    assert bring_in(a_list(*people)).exit_code == ALL_APPLIED
    shorter = a_list(*people[:2])

    for options in (("--dry-run",), ("--json",)):
        answer = bring_in(shorter, *options)
        assert (answer.exit_code, answer.stdout) == (REFUSED, "")
        assert "This list shows 2 people, and there were 6 before. Check that it is whole" in answer.stderr
    assert "--accept-size" in answer.stderr
    assert [one.state for one in lists.all_of(StoredList)].count(ListState.STOPPED) == 1

    answer = bring_in(shorter, "--accept-shrink")
    assert (answer.exit_code, table(answer)) == (ALL_APPLIED, {"Not on the list": 4, "People without a change": 2})


def test_a_file_that_is_no_list_is_refused_in_one_sentence(bring_in: BringIn, lists: Lists) -> None:
    for content in (b"", b"PK\x03\x04 not a workbook", b"\x89PNG\r\n", a_list({**ANN, "name": "=HYPERLINK(1)"})):
        answer = bring_in(content, "--json")
        assert (answer.exit_code, answer.stdout) == (REFUSED, "")
        assert len(answer.stderr.splitlines()) == 1
        assert "Traceback" not in answer.stderr
    assert {one.state for one in lists.all_of(StoredList)} == {ListState.REFUSED}


def test_a_site_or_a_file_that_is_not_there(bring_in: BringIn, app: Flask, lists: Lists) -> None:
    unknown = bring_in(a_list(ANN), site="RQQ99")
    assert unknown.exit_code == REFUSED
    assert unknown.stderr.startswith("Site RQQ99 has no profile yet")
    missing = app.test_cli_runner().invoke(args=["interop", "ward-list", "nowhere.csv", "--site", "RZZ01"])
    assert (missing.exit_code, missing.stdout) == (REFUSED, "")
    assert "'nowhere.csv' does not exist" in missing.stderr
    assert lists.all_of(StoredList) == []


def test_a_site_with_two_lists_asks_which(bring_in: BringIn, lists: Lists, ward: Ward) -> None:
    make_profile(lists.session, ward, name="Night list")
    answer = bring_in(a_list(ANN))
    assert (answer.exit_code, answer.stderr) == (
        REFUSED,
        "Name one of the site's lists with --profile: Hourly list, Night list\n",
    )
    assert bring_in(a_list(ANN), "--profile", "night list").exit_code == ALL_APPLIED
    applied = lists.session.scalars(select(StoredList.state)).all()
    assert applied == [ListState.APPLIED]
