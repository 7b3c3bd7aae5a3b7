"""Words of the pages about stays, ready to show."""
