"""The pages on which a space says when it is open."""
