"""Telling people, sending mail, and what people do with what they were told."""
