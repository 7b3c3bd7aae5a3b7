"""What stops a person leaving: who owes what by when, and how long they have been waited for."""
