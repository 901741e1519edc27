"""Writing the staff register: every write is an action, atomic, with its audit row."""
