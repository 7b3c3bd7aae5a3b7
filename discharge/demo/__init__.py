"""The demonstration hospitals: an invented system of two trusts, the same each time, dated from today backwards."""
