"""What is true of a person's time in hospital, without a database and without asking what time it is."""
