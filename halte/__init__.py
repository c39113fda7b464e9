"""Halte: the platform on which a regional network of public digital spaces runs."""
