"""What people type on the work pages of the network."""
