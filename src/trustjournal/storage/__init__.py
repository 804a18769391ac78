"""The journal file: one SQLite database, opened in one place.

Readers (`*_reader`) use SQL, and records are written through SQLModel (`writer`). `migrations`
make the schema, only `connect` opens the file, and `opening` brings it up to date.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import backup_file as backup_file
    from . import compare_copy as compare_copy
    from . import connect as connect
    from . import days as days
    from . import encryption_marker as encryption_marker
    from . import entry_reader as entry_reader
    from . import filter_sql as filter_sql
    from . import header as header
    from . import import_lookup as import_lookup
    from . import invalid_values as invalid_values
    from . import iso_text as iso_text
    from . import journal_file as journal_file
    from . import memories as memories
    from . import migrations as migrations
    from . import model_lookup as model_lookup
    from . import models as models
    from . import models_other as models_other
    from . import opening as opening
    from . import ownership as ownership
    from . import people as people
    from . import query as query
    from . import questions as questions
    from . import record_lookup as record_lookup
    from . import record_writer as record_writer
    from . import row_changes as row_changes
    from . import safety_pause as safety_pause
    from . import salvage as salvage
    from . import schema_repair as schema_repair
    from . import search_index as search_index
    from . import search_query as search_query
    from . import sync as sync
    from . import sync_files as sync_files
    from . import sync_rows as sync_rows
    from . import tags_reader as tags_reader
    from . import whole_journal as whole_journal
    from . import writer as writer
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
