"""Screens that show several modules at once: home, ward board, round, one stay, wall. Owns no tables and no rules."""
