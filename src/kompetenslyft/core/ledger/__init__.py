"""Double entry: every krona of a programme year stands in one place, and moves from one to another."""
