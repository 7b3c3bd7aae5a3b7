"""What an incident needs to say: pure functions and data."""
