"""Open data: the register in the forms that others already read."""
