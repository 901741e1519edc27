"""Grants: programme years from the appropriation to the last settled krona."""
