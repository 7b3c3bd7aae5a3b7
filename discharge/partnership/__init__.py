"""How partners do together: what nearly went wrong or did, and what was learned from it."""
