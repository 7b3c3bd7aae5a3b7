"""What a ward list means, without files, a database or the time: columns, dates, rows, and what changed since."""
