"""The library that wakes jobs up."""
