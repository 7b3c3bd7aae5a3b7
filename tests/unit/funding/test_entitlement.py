"""Who is entitled to section 117 aftercare: the whole history, never only today's status."""

from datetime import date

import pytest

from discharge.funding.rules.entitlement import Answer, entitlement, has_changed, is_under_community_order
from discharge.stays.rules.codes import LEGAL_AUTHORITIES, Section117
from discharge.stays.rules.legal import AuthorityPeriod

MARCH, MAY, JUNE = date(2026, 3, 4), date(2026, 5, 1), date(2026, 6, 1)


def held(code: str, start: date, end: date | None = None) -> AuthorityPeriod:
    return AuthorityPeriod(code, start, end)


HISTORIES = [
    ("section 3 now", [held("03", MARCH)], Answer.YES, ("section 3 from 4 March 2026",)),
    (
        "section 3, then informal",
        [held("01", MAY), held("03", MARCH, MAY)],
        Answer.YES,
        ("section 3 from 4 March 2026 to 1 May 2026",),
    ),
    ("section 2 alone", [held("02", MARCH)], Answer.NO, ()),
    (
        "section 2, then section 3",
        [held("02", MARCH, MAY), held("03", MAY)],
        Answer.YES,
        ("section 3 from 1 May 2026",),
    ),
    ("37/41 counts as 37", [held("09", MARCH)], Answer.YES, ("section 37/41 from 4 March 2026",)),
    ("transferred under 47/49", [held("15", MARCH)], Answer.YES, ("section 47/49 from 4 March 2026",)),
    ("48 and 45A", [held("18", MARCH, MAY), held("37", MAY)], Answer.YES, None),
    ("holding power and place of safety", [held("05", MARCH, MAY), held("20", MAY)], Answer.NO, ()),
    ("remand under 35 and 36", [held("07", MARCH, MAY), held("08", MAY)], Answer.NO, ()),
    ("interim order 38", [held("12", MARCH)], Answer.NO, ()),
    ("guardianship", [held("35", MARCH)], Answer.NO, ()),
    ("DoLS", [held("DOLS", MARCH)], Answer.NO, ()),
    ("section 46", [held("14", MARCH)], Answer.CHECK, ("section 46 from 4 March 2026",)),
    ("community treatment order alone", [held("CTO", MARCH)], Answer.CHECK, ("CTO from 4 March 2026",)),
    ("not known", [held("99", MARCH)], Answer.CHECK, None),
    ("nothing recorded is not a no", [], Answer.CHECK, ()),
    ("a yes outweighs a check", [held("CTO", JUNE), held("03", MARCH, JUNE)], Answer.YES, None),
]


@pytest.mark.parametrize(
    ("history", "answer", "reasons"), [case[1:] for case in HISTORIES], ids=[c[0] for c in HISTORIES]
)
def test_what_a_history_says(history: list[AuthorityPeriod], answer: Answer, reasons: tuple[str, ...] | None) -> None:
    found = entitlement(history)
    assert found.answer is answer
    if reasons is not None:
        assert found.reasons == reasons


@pytest.mark.parametrize("entry", list(LEGAL_AUTHORITIES), ids=lambda entry: entry.code)
def test_each_authority_alone_answers_as_its_list_says(entry: object) -> None:
    known = LEGAL_AUTHORITIES[entry.code]  # type: ignore[attr-defined]
    wanted = {Section117.YES: Answer.YES, Section117.CHECK: Answer.CHECK, Section117.NO: Answer.NO}[known.s117]
    assert entitlement([held(known.code, MARCH)]).answer is wanted


def test_the_latest_qualifying_detention_decides_since_when() -> None:
    found = entitlement([held("03", MARCH, MAY), held("10", JUNE), held("02", MAY, JUNE)])
    assert found.since == JUNE
    assert found.words == (
        "Qualifying detention recorded: section 37 from 1 June 2026; section 3 from 4 March 2026 to 1 May 2026"
    )


def test_a_check_has_no_since() -> None:
    assert entitlement([held("CTO", MARCH)]).since is None


@pytest.mark.parametrize(
    ("history", "is_under"),
    [
        ([held("CTO", MARCH)], True),
        ([held("CTO-R", MARCH)], True),
        ([held("CTO", MARCH, JUNE)], False),
        ([held("CTO", MARCH, date(2026, 6, 2))], True),
        ([held("CD", MARCH), held("03", MARCH)], False),
        ([], False),
    ],
)
def test_a_community_order_holds_until_the_day_it_ends(history: list[AuthorityPeriod], is_under: bool) -> None:
    assert is_under_community_order(JUNE, history) is is_under


def test_a_new_detention_after_confirming_is_noticed() -> None:
    first = entitlement([held("03", MARCH)])
    assert not has_changed("", first)
    assert not has_changed(first.words, first)
    assert has_changed(first.words, entitlement([held("03", MARCH, MAY), held("03", JUNE)]))
