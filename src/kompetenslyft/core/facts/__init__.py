"""Facts: what the system knows, one row for each thing, for counting by any engine."""
