"""The word to stop, as real processes get it."""

import signal
import subprocess
import sys

import pytest

BEGINNING = "import os, sys; from discharge.core.stopping import told_to_stop; over = told_to_stop();"
EARLY = "os.kill(os.getpid(), int(sys.argv[1])); sys.exit(0 if over.wait(60) else 1)"
AMID_A_WAIT = (
    "import time; over._cond.acquire(); os.kill(os.getpid(), int(sys.argv[1])); time.sleep(0.1); over._cond.release();"
    "sys.exit(0 if over.wait(60) else 1)"
)
NEVER = "sys.exit(1 if over.wait(0.1) else 0)"


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("when", [EARLY, AMID_A_WAIT])
def test_a_process_hears_the_word_whatever_its_main_thread_is_at(when: str, word: int) -> None:
    subprocess.run([sys.executable, "-c", BEGINNING + when, str(int(word))], check=True, timeout=100)


def test_a_process_goes_on_until_it_is_told() -> None:
    subprocess.run([sys.executable, "-c", BEGINNING + NEVER], check=True, timeout=100)
