"""What frozen counts are, as pure functions."""
