"""Version 1 of the API: what an organisation's own system does with its returns."""
