"""The work pages about the register and its people."""
