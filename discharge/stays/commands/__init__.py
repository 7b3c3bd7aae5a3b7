"""Changing stays: each command is frozen data and one function that loads, allows, checks, changes and records."""
