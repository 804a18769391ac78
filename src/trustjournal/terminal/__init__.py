"""The terminal: what is typed, the editor and the pager, and text broken into rows."""
