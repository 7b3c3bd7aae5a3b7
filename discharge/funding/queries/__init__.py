"""Reading funding cases."""
