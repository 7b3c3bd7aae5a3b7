"""The page of one stay."""
