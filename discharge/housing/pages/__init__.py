"""The words of the housing screens."""
