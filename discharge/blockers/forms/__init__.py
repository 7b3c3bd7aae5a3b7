"""What is typed about blockers."""
