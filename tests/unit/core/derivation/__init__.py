"""Derivations: the data, the rules, and what holds whatever the register says."""
