"""Pages on which a municipality is set beside others."""
