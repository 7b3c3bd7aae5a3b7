"""Data in and out: the ward list that a record system exports, and what it says that we did not know."""
