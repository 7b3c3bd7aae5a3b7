"""Slots, leases and lateness: pure functions and data. Moments come in."""
