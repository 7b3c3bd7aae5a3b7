"""What the pages about blockers show, in words."""
