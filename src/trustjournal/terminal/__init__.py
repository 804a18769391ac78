"""The terminal: keys, text input, the editor, the pager, and wrapped text."""
