"""Words that reach people: the bell, the outbox of e-mails, the morning digest. Knows no stays and no escalations."""
