"""What is true about housing, without database or web."""
