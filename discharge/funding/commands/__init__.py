"""What changes a funding case."""
