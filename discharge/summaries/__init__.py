"""What is counted: the roll-up of each ward's day, kept in the same transaction as what it counts."""
