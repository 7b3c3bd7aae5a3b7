"""Forms about stays: each parses into a command."""
