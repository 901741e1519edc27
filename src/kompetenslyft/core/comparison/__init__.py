"""A municipality beside others: key figures from elsewhere, and its own answers."""
