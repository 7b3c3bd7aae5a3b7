"""What is true of red and green days, without a database and without asking what time it is."""
