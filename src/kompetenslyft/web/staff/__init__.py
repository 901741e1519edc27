"""Pages of the staff register."""
