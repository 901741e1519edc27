"""Open tables: the catalogue, each table with its own selection, and the officers' way to a release."""
