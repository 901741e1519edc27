"""Dividing an amount among municipalities: models, arithmetic, explanations."""
