"""How jobs stand, and what a morning summary counts."""
