"""Reading grants."""
