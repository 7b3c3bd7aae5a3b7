"""The weekly meeting: one person at a time, and what was agreed."""
