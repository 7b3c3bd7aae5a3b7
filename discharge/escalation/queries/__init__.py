"""Reading the ladder and escalations."""
