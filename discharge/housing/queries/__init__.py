"""Reading housing."""
