"""What the screens of notices show, in words ready to show."""
