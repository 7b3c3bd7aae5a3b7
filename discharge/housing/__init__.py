"""Where somebody can live after hospital: needs, the duty to refer, offers, places and matching."""
