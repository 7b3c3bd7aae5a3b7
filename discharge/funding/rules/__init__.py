"""Rules of funding: pure functions and lists. A number or a date comes in; nothing here asks for the time."""
