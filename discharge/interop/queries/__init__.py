"""Reading for ward lists: who is known, what lists said, which lists and rows wait."""
