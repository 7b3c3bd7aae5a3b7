"""The forms of housing. They parse; commands decide."""
