"""The door for mail."""
