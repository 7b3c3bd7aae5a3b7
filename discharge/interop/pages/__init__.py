"""The words of the pages of ward lists."""
