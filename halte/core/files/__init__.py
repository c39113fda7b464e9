"""Files that people give: checked by content, kept private, opened only by a rule."""
