"""The sync folder: encrypted files that several machines add to, and any engine carries.

Nothing in here knows the journal. A caller works with these parts:

- `folder.SyncFolder(path)`: `set_up` makes the folder, `files` lists it, `read` reads a file, `add`
  and `add_key` write one, `remove` removes one, `remove_old_temporary_files` cleans up.
- `encrypted_file`: `line(kind, key, state)` for each record, `levels.pack(lines)` to divide them,
  `encrypt(folder_key, header, lines)` to make the bytes that `add` writes. `decrypt(raw, keys,
  journal, file_name)` opens them again.
- `key_file`: `new_key` (setup) or `changed_key` (a lost machine), `encrypt(key, passphrase)` to
  make the bytes that `add_key` writes, `decrypt(raw, passphrase, file_name)` to open them, and
  `newest` to choose among several. A journal keeps `FolderKey.stored`.
- `levels.next_compaction(own_files)`: which of a machine's own files to rewrite as one, if any.
- `passphrase.given`: the passphrase, where it doesn't come from a terminal.

A file that can't be used raises one of `problems`, which are no errors for a person: one such file
never stops a sync. What the system refuses is an `InputOutput`. Without the package `cryptography`
opening and making files raise `Sealed`; listing a folder needs no package.

The formats are described in docs/formats.md.
"""

from __future__ import annotations
