"""Reading across modules for one screen."""

from discharge.boards.queries import board, home, rounds

__all__ = ["board", "home", "rounds"]
