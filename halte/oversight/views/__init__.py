"""The pages about the platform itself, split by noun."""
