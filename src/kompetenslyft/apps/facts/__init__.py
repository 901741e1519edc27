"""Facts: what the other contexts know as of a day, taken out for counting. It has no tables of its own."""
