"""Grant programmes as data: one definition a programme year."""
