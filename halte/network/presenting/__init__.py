"""From rows and typed values to what work pages of the network show."""
