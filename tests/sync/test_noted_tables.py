"""Each table with records is noted when it changes, and travels as a kind of record."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from trustjournal.domain.join import kinds
from trustjournal.storage import opening, sync_rows
from trustjournal.storage.row_changes import RowChanges


def test_the_tables_whose_changes_are_noted_are_those_of_the_records(tmp_path: Path) -> None:
    inner = {table for table, _ in sync_rows.INNER.values()}
    with closing(opening.for_writing(tmp_path / "journal.db")) as connection:
        noted = RowChanges(connection).tables
    assert noted == {*kinds.KINDS, *sync_rows.ENTRY_PARTS, *inner}


def test_each_kind_travels_with_all_columns_of_its_table(tmp_path: Path) -> None:
    with closing(opening.for_writing(tmp_path / "journal.db")) as connection:
        for kind, declared in kinds.KINDS.items():
            rows = connection.execute("SELECT name FROM pragma_table_info(?)", (kind,))
            columns = {name for (name,) in rows} - {"n"}
            columns = {name.removesuffix("_n") for name in columns}
            travelling = {column for each in declared.fields.values() for column in each.columns}
            # Those of an entry that are made of others, and what is in tables of its own.
            made = {"id", "revision", "hash", "deleted_at"}
            inner = {"answers", "checkin", "lines", "people", "tags", "trash"}
            assert columns - made == travelling - inner - made, kind


def test_what_refers_to_entries_is_known(tmp_path: Path) -> None:
    columns = "SELECT name FROM pragma_table_info(?)"
    with closing(opening.for_writing(tmp_path / "journal.db")) as connection:
        tables = RowChanges(connection).tables
        owned = {
            table
            for table in tables
            if ("entry_n",) in connection.execute(columns, (table,)).fetchall()
        }
    assert owned == {*sync_rows.ENTRY_PARTS, *sync_rows.REFERS_TO_ENTRY, "share_line"}
