"""Reading across modules for one screen."""

from discharge.boards.queries import board, home

__all__ = ["board", "home"]
