"""Reading what is counted."""
