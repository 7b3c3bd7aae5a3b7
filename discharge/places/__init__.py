"""Organisations, sites, wards, dated policy values, the working calendar."""
