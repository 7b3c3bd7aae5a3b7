"""The round: one person at a time, plan and mark."""
