"""Which passwords are refused, how waits grow, and when a session is over."""

from datetime import UTC, datetime, timedelta

import pytest

from discharge.access.rules import Permission, cover, delays, held_by, passwords, sessions, whom_to_ask

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PRIYA = ("Priya Nair", "priya.nair@northmoor.example")


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("violet anchor teapot meadow", None),
        ("x7#Kq9!vLp2z", None),
        ("a long walk by the river", None),
        ("x7#Kq9!vLp2", "Password must be 12 characters or more"),
        ("123456789012", "Password is too easy to guess"),
        ("qwertyuiop[]", "Password is too easy to guess"),
        ("Password12345", "Password is too easy to guess"),
        ("Discharge2026", "Password is too easy to guess"),
        ("PriyaNair2026", "Password must not be made of your own name"),
        ("northmoor-nair", "Password must not be made of your own name"),
        ("k" * 257, "Password must be 256 characters or fewer"),
    ],
)
def test_which_passwords_are_refused(password: str, fault: str | None) -> None:
    found = passwords.fault_of(password, own_words=PRIYA)
    assert found is None if fault is None else found and found.startswith(fault)


def test_a_password_longer_than_is_judged_is_taken() -> None:
    assert passwords.fault_of("violet anchor teapot meadow " * 4, own_words=PRIYA) is None


def test_the_same_letters_typed_another_way_are_the_same_password() -> None:
    assert passwords.normal("caf\u00e9") == passwords.normal("cafe\u0301")


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (2, 0), (3, 5), (4, 10), (5, 20), (9, 320), (10, 640), (11, 900), (1000, 900)]
)
def test_waits_for_an_account_double_to_15_minutes(failures: int, seconds: int) -> None:
    assert delays.ACCOUNT.wait_after(failures) == timedelta(seconds=seconds)


def test_wrong_tries_are_forgotten_after_a_day_without_one() -> None:
    day = timedelta(hours=24)
    assert delays.ACCOUNT.counted(7, last_at=NOW - day, now=NOW) == 0
    assert delays.ACCOUNT.counted(7, last_at=NOW - day + timedelta(seconds=1), now=NOW) == 7


def test_an_account_is_not_known_by_its_name() -> None:
    key = delays.ACCOUNT.key_of(" Priya.Nair@northmoor.example ")
    assert key == delays.ACCOUNT.key_of("priya.nair@northmoor.example")
    assert "priya" not in key


@pytest.mark.parametrize(
    ("hours", "idle", "why"),
    [
        (1, timedelta(minutes=14, seconds=59), ""),
        (1, timedelta(minutes=15), sessions.IDLE),
        (12, timedelta(0), sessions.TOO_LONG),
    ],
)
def test_when_a_session_is_over(hours: int, idle: timedelta, why: str) -> None:
    began = NOW - timedelta(hours=hours)
    assert sessions.over_because(began_at=began, acted_at=NOW - idle, idle_minutes=15, now=NOW) == why


def test_the_seconds_left_end_at_twelve_hours() -> None:
    began = NOW - timedelta(hours=11, minutes=50)
    assert sessions.seconds_left(began_at=began, acted_at=NOW, idle_minutes=15, now=NOW) == 600


CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (CHROME, "Chrome on Windows"),
        (f"{CHROME} Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1", "Safari on iPad"),
        ("", "A browser"),
    ],
)
def test_a_browser_in_words(user_agent: str, words: str) -> None:
    assert sessions.browser_in_words(user_agent) == words


@pytest.mark.parametrize(
    ("roles", "whom"),
    [
        (["ward_member"], "your ward manager"),
        (["bank_worker"], "your ward manager"),
        (["ward_manager", "ward_member"], "an administrator"),
        (["coordinator"], "an administrator"),
        (["administrator", "executive"], "another administrator"),
        ([], "an administrator"),
    ],
)
def test_whom_to_ask_for_more_is_never_oneself(roles: list[str], whom: str) -> None:
    assert whom_to_ask(roles) == whom


@pytest.mark.parametrize(
    ("asked", "end"),
    [
        (datetime(2026, 11, 23, 7, 15, tzinfo=UTC), datetime(2026, 11, 23, 21, 30, tzinfo=UTC)),  # at the handover
        (datetime(2026, 11, 23, 14, 0, tzinfo=UTC), datetime(2026, 11, 23, 21, 30, tzinfo=UTC)),
        (datetime(2026, 11, 23, 20, 45, tzinfo=UTC), datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
        (datetime(2026, 11, 24, 3, 0, tzinfo=UTC), datetime(2026, 11, 24, 8, 0, tzinfo=UTC)),
    ],
)
def test_a_shift_is_offered_to_its_end(asked: datetime, end: datetime) -> None:
    assert cover.usual_end(asked) == end


def test_an_executive_of_a_whole_system_opens_no_names() -> None:
    of_trust, of_system = (held_by("executive", is_of_system=is_of_system) for is_of_system in (False, True))
    assert of_trust - of_system == {Permission.OPEN_RECORDS}
