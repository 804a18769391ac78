"""The journal file: one SQLite database, opened in one place.

Reads are SQL (`reader`), records are written through SQLModel (`writer`), the schema is what
`migrations` make, `connect` alone opens the file, and `opening` brings it up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import checkins_reader as checkins_reader
    from . import checkins_writer as checkins_writer
    from . import connect as connect
    from . import copies as copies
    from . import days_reader as days_reader
    from . import encryption_marker as encryption_marker
    from . import files as files
    from . import filters as filters
    from . import header as header
    from . import imports_reader as imports_reader
    from . import migrations as migrations
    from . import odd_values as odd_values
    from . import opening as opening
    from . import ownership as ownership
    from . import part_tables as part_tables
    from . import parts_reader as parts_reader
    from . import parts_writer as parts_writer
    from . import people_reader as people_reader
    from . import people_writer as people_writer
    from . import promises_reader as promises_reader
    from . import promises_writer as promises_writer
    from . import pulse_reader as pulse_reader
    from . import pulse_writer as pulse_writer
    from . import question_reader as question_reader
    from . import reader as reader
    from . import reads as reads
    from . import salvage as salvage
    from . import search as search
    from . import search_reader as search_reader
    from . import shares_reader as shares_reader
    from . import shares_writer as shares_writer
    from . import sitting_reader as sitting_reader
    from . import sitting_writer as sitting_writer
    from . import tables as tables
    from . import tags_reader as tags_reader
    from . import unsaid_reader as unsaid_reader
    from . import unsaid_writer as unsaid_writer
    from . import values as values
    from . import whole_reader as whole_reader
    from . import writer as writer
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
