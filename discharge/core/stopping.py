"""The word to stop, for a process that runs as long as the machine does."""

import signal
from threading import Event, Thread

WORDS = (signal.SIGTERM, signal.SIGINT)


def told_to_stop() -> Event:
    """An event that is set once this process is told to stop. To be asked for before any other thread begins.

    A thread of its own waits for the word. A handler would run in the main thread, perhaps amid that thread's own wait
    for the event, and there wait for the event's lock for ever.
    """
    over = Event()

    def listen() -> None:
        signal.sigwait(WORDS)
        over.set()

    signal.pthread_sigmask(signal.SIG_BLOCK, WORDS)  # and in threads begun later: only `listen` hears it
    Thread(target=listen, daemon=True).start()
    return over
