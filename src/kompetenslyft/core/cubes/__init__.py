"""Cubes: figures by dimensions with codes, as statistics clients read them."""
