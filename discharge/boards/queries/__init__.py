"""Reading across modules for one screen."""

from discharge.boards.queries import board, elsewhere, home, record, rounds

__all__ = ["board", "elsewhere", "home", "record", "rounds"]
