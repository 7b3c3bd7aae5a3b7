"""The page an executive decides from, and the lists behind its numbers."""
