"""Pages of funding: words ready to show."""
