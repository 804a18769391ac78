"""The journal file: one SQLite database, opened in one place.

Reads are SQL (`reader`), records are written through SQLModel (`writer`), the schema is what
`migrations` make, `connect` alone opens the file, and `opening` brings it up to date.
"""

from __future__ import annotations
