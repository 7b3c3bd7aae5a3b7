"""What a round does not do by itself: go round again, change a mark unasked, take a second touch, hide a reason."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import NURSE, Reader, serving_copy
from tests.browser.steps import key, settle
from tests.browser.test_round import last

TOUCH_PX = 44
SCREENS = [(360, 740), (768, 800), (1280, 720), (1920, 1080)]


def begin(reader: Reader) -> Reader:
    """Marking, at the first person of Birch without a passed EDD, and wide enough awake for keys."""
    board = reader.open_ward("Birch").page.url
    reader.page.goto(f"{board}/round?do=mark")
    settle(reader)
    while reader.page.locator("[data-round-edd]").count():
        key(reader, "ArrowRight")
    return reader


@pytest.fixture
def nurse(nurse_page: Reader) -> Reader:
    return begin(nurse_page)


@pytest.fixture(params=[(768, 1024), (360, 740)], ids=["tablet", "phone"])
def by_touch(request: pytest.FixtureRequest, browser: Browser, loaded: Path, tmp_path: Path) -> Iterator[Reader]:
    """At a server of its own, on which nobody has been marked yet."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    with serving_copy(loaded, tmp_path) as server:
        yield begin(Reader(context.new_page(), server).sign_in(NURSE))
    context.close()


def stop_the_clock(page: Page) -> None:
    """On pages that come from now on no time goes by: whoever is on them has only just appeared."""
    page.add_init_script("performance.now = () => 0")


def ask(page: Page) -> Locator:
    return page.locator("[data-round-ask]")


def test_arrows_stop_at_both_ends(nurse: Reader) -> None:
    people = nurse.page.locator(".discharge-round__people a")
    people.last.click()
    settle(nurse)
    key(nurse, "ArrowRight")
    assert "not marked yet" in nurse.heading
    nurse.press("ArrowRight", "g", "r", "1")
    assert "not marked yet" in nurse.heading
    key(nurse, "ArrowLeft")
    people.first.click()
    settle(nurse)
    first = nurse.heading
    nurse.press("ArrowLeft")
    settle(nurse)
    assert nurse.heading == first


def test_a_key_on_somebody_marked_asks_for_one_more(nurse: Reader) -> None:
    name = nurse.heading
    key(nurse, "r", "1")
    marked = last(nurse)
    key(nurse, "ArrowLeft")
    assert nurse.heading == name
    nurse.press("r", "2")
    expect(ask(nurse.page)).to_contain_text("Already marked red day")
    expect(ask(nurse.page)).to_be_focused()
    nurse.expect_accessible()
    settle(nurse)
    nurse.press("Escape")
    expect(ask(nurse.page)).to_have_count(0)
    settle(nurse)
    assert last(nurse) == marked
    nurse.press("r", "2")
    expect(ask(nurse.page)).to_be_visible()
    settle(nurse)
    key(nurse, "r")
    assert "red day" in last(nurse)


def test_a_question_is_not_answered_by_a_key_pressed_twice(nurse: Reader) -> None:
    key(nurse, "r", "1")
    key(nurse, "ArrowLeft")
    stop_the_clock(nurse.page)
    sent: list[str] = []
    nurse.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    nurse.press("r", "2", "r", "r")
    expect(ask(nurse.page)).to_be_visible()
    nurse.press("r", "Enter", "Space")
    nurse.page.wait_for_load_state()
    expect(ask(nurse.page)).to_be_visible()
    assert len(sent) == 1


def test_the_bar_with_undo_is_there_after_a_refused_press(nurse: Reader) -> None:
    key(nurse, "r", "1")
    marked = last(nurse)
    planned = nurse.page.locator(".discharge-choice__input:checked")
    while planned.count():
        planned.first.uncheck(force=True)
    nurse.press("g")
    expect(nurse.page.locator(".nhsuk-error-summary")).to_be_visible()
    assert last(nurse) == marked


def test_a_second_touch_does_not_mark_the_next_person(nurse: Reader) -> None:
    place, first = nurse.page.locator("[data-reason-key='1']"), nurse.heading
    stop_the_clock(nurse.page)
    place.click()
    expect(nurse.page.get_by_role("heading", level=1)).not_to_have_text(first)
    expect(nurse.page.locator(".discharge-round__last")).to_be_visible()
    nurse.page.wait_for_load_state()
    second = nurse.heading
    nurse.page.evaluate("document.querySelector('[data-reason-key=\"1\"]').click()")
    expect(nurse.page.locator("[data-round-says]")).to_contain_text("this person had only just appeared")
    assert nurse.heading == second


@pytest.mark.parametrize(("width", "height"), SCREENS, ids=[f"{width}" for width, _ in SCREENS])
def test_no_reason_is_covered_when_reasons_are_asked_for(nurse: Reader, width: int, height: int) -> None:
    nurse.page.set_viewport_size({"width": width, "height": height})
    nurse.press("r")
    reasons = nurse.page.locator("[data-reason-key]")
    assert reasons.count() > 0
    for reason in reasons.all():
        reason.scroll_into_view_if_needed()
        assert reason.evaluate(
            "button => { const box = button.getBoundingClientRect();"
            " return [box.top + 2, box.bottom - 2].every((y) =>"
            " button.contains(document.elementFromPoint(box.left + box.width / 2, y))) }"
        ), reason.inner_text()
    if width > 360:
        nurse.page.evaluate("scrollTo(0, 0)")
        nurse.press("Escape", "r")
        expect(reasons.first).to_be_in_viewport(ratio=1)
        expect(reasons.last).to_be_in_viewport(ratio=1)


def test_what_is_touched_is_large_enough(by_touch: Reader) -> None:
    small = by_touch.page.evaluate(
        """(least) => [...document.querySelectorAll('nav[aria-label=Round] a, main a, main button, main summary, '
             + 'main label, main input[type=text]')]
          .filter((each) => each.checkVisibility())
          .map((each) => [each.getBoundingClientRect(), each.innerText || each.title || each.name])
          .filter(([box]) => box.height > 1 && (box.height < least || box.width < least))
          .map(([box, words]) => `${words}: ${Math.round(box.width)} x ${Math.round(box.height)}`)""",
        TOUCH_PX,
    )
    assert small == []
    by_touch.expect_to_fit()


def test_a_round_by_touch_goes_to_its_end(by_touch: Reader) -> None:
    page = by_touch.page
    heading = page.get_by_role("heading", level=1)
    for _ in range(40):
        settle(by_touch)
        before = by_touch.heading
        if "Everybody is marked" in before:
            break
        page.locator("button[value='same'], [data-reason-key='1']").last.tap()
        expect(heading.or_(ask(page)).first).to_be_visible()
        page.wait_for_load_state()
        if ask(page).count():
            settle(by_touch)
            page.locator("[data-round-sure]").first.tap()
        expect(heading).not_to_have_text(before)
    expect(heading).to_have_text("Everybody is marked")
    page.locator(".discharge-round__people a").first.tap()
    settle(by_touch)
    assert ask(page).count() == 0
