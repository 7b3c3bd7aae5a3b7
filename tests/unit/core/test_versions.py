import pytest

from discharge.core.errors import NotFound, Superseded
from discharge.core.versions import check_seen, check_version

THEIRS, YOURS, BEFORE = {"Purpose": "Rest"}, {"Purpose": "Review"}, {"Purpose": ""}


def test_the_version_that_was_seen_is_still_there() -> None:
    check_version(3, 3, before=BEFORE, theirs=THEIRS, yours=YOURS)


def test_a_row_that_moved_on_is_refused_with_all_three_texts() -> None:
    with pytest.raises(Superseded) as superseded:
        check_version(4, 3, before=BEFORE, theirs=THEIRS, yours=YOURS)
    assert (superseded.value.before, superseded.value.theirs, superseded.value.yours) == (BEFORE, THEIRS, YOURS)


def test_two_people_who_wrote_the_same_do_not_disagree() -> None:
    check_version(4, 3, before=BEFORE, theirs=THEIRS, yours=dict(THEIRS))


def test_a_version_from_the_future_is_refused() -> None:
    with pytest.raises(NotFound):
        check_version(3, 4, before=BEFORE, theirs=THEIRS, yours=YOURS)


def test_words_that_were_seen_or_entered_are_no_conflict_and_others_are() -> None:
    for theirs in (BEFORE, YOURS):
        check_seen(BEFORE, theirs=theirs, yours=YOURS)
    check_seen(None, theirs=THEIRS, yours=YOURS)
    with pytest.raises(Superseded) as superseded:
        check_seen(BEFORE, theirs=THEIRS, yours=YOURS)
    assert (superseded.value.before, superseded.value.theirs, superseded.value.yours) == (BEFORE, THEIRS, YOURS)
