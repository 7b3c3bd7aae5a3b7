"""What people were told, and what waits to leave."""
