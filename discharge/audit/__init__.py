"""The append-only record: one line for each change, view, export, sign-in and refusal, chained per organisation."""
