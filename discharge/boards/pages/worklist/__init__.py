"""The coordinator's worklist."""
