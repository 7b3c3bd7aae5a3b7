"""The ladder, its clock, what raises itself: pure functions and data."""
