"""Kompetenslyft: competence supply for Swedish social services, from the register to the national report."""

__version__ = "0.1.0"
