"""Reading stays: each query names what it loads, for whom, and in what order."""
