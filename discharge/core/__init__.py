"""What every module stands on: database, actor, clock, errors, web helpers, form fields. Knows no hospital words."""
