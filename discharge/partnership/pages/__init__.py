"""The words of incidents."""
