"""Disclosure control: published tables from which nobody's figure can be worked out, and the proof of it."""
