"""What is true of places and of the calendar, without a database and without asking what time it is."""
