"""Reading plans, marks and what is owed."""
