"""Forms about funding: each parses into a command."""
