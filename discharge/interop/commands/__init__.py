"""Bringing lists in: stored, given a profile, applied, and what they leave for people to settle."""
