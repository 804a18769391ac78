"""Drafts: unsaved text, on the disk before an editor opens and while someone types.

A draft is two files named after the id its entry will have: the text (`ID.md`), which the
editor may change, and the description with everything else the entry needs (`ID.json`). While a
program works on a draft, it holds a lock on the description. The system releases the lock however
the program ends, so a draft without a lock is an abandoned one.

The drafts of an encrypted journal are encrypted too (`ID.sealed`, and the content of `ID.json`).
An editor needs readable text, so it gets a plain file in `open_folder`. That file is encrypted and
removed when the editor ends, or by the next run if the program was killed first. The description
records where it is, because the next run may have another such folder or none. Anything else the
editor wrote under the draft's name, such as its own backup copy, is removed with the draft or
encrypted too.

A program that is killed while it writes a text leaves it in a temporary file
(`.ID.md.PID-CHANCE.tmp`), which may be the only place with those words (`stray_words`).

After a journal was encrypted, decrypted or given another key, its older drafts are converted one
by one when they are next opened. So nothing depends on how far the converting program got.

A draft records which journal it belongs to (`owner`, `ownership`), and that part stays readable
even where the rest of the description is encrypted. The drafts of other journals are neither
offered nor changed: they wait until their own journal is in use.

`Draft.remove` is called only after the entry is stored, or when the text is empty or the person
says that it may go.
"""

from __future__ import annotations

from .draft import Draft as Draft
from .files import PLAIN as PLAIN
from .files import SEALED as SEALED
from .files import is_unfinished as is_unfinished
from .folder import Drafts as Drafts
from .ownership import SkippedDraft as SkippedDraft
