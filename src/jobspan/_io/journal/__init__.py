"""The journal's storage: SQLite for one machine, PostgreSQL where several share it."""
