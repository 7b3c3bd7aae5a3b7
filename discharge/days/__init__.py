"""Red and green days: plan, mark, close."""
