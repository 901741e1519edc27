"""Files from the HR system: their rows read by a mapping, joined with the register, and told as a difference."""
