"""Reading the staff register, as of any day."""
