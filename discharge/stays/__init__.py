"""A person's time in hospital: admitted, expected to leave, clinically ready, left."""
