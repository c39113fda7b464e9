"""The public face, page by page."""
