"""Releases: detailed tables that are published together, protected against disclosure."""
