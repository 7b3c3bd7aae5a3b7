"""Telling of incidents, looking into them, closing them."""
