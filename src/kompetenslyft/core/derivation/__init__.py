"""The inventory's return derived from the register: whom each question counts, and who is behind each figure."""
