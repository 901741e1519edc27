"""Who may see and change what about people at work: one table, from which access is decided and documented."""
