"""Loads: from files to rows of the register, all or nothing, as often as one likes."""
