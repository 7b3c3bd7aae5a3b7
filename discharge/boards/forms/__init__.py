"""What the boards' own forms parse."""
