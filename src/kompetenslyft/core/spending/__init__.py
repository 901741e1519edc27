"""Activities that grant money paid for, the rules on its use, and the settlement of a year."""
