"""Taking a job for a slot, doing it, and writing down what came of it."""
