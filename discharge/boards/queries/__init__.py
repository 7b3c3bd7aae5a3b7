"""Reading across modules for one screen."""

from discharge.boards.queries import board, home, record, rounds

__all__ = ["board", "home", "record", "rounds"]
