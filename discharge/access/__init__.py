"""People, roles, permissions and sign-in; makes the Actor of a request."""
