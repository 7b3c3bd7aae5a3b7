"""Incidents within somebody's reach."""
