"""Owners, clocks, waits: pure functions and data."""
