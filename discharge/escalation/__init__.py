"""Who must act, and when it goes up a level: the ladder, what was asked, every answer, and what raises itself."""
