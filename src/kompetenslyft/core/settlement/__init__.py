"""Settling a grant: what was received against what was used, and what is to be repaid."""
