"""Operations of several steps: each reads, decides and writes, and returns a result.

They print nothing and ask nothing: that is for `commands`, or another interface, and `views`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import automatic_backups as automatic_backups
    from . import backup as backup
    from . import clock_check as clock_check
    from . import destination as destination
    from . import doctor as doctor
    from . import draft_keeping as draft_keeping
    from . import draft_recovery as draft_recovery
    from . import edit as edit
    from . import enabled_packs as enabled_packs
    from . import encryption as encryption
    from . import entry_plan as entry_plan
    from . import export as export
    from . import export_folder as export_folder
    from . import feelings as feelings
    from . import find_entry as find_entry
    from . import heads as heads
    from . import import_records as import_records
    from . import imports as imports
    from . import in_editor as in_editor
    from . import inbox as inbox
    from . import inbox_folder as inbox_folder
    from . import list_entries as list_entries
    from . import memory as memory
    from . import multi_answer as multi_answer
    from . import named_backup as named_backup
    from . import packs as packs
    from . import pauses as pauses
    from . import people as people
    from . import questions as questions
    from . import reading as reading
    from . import reminder as reminder
    from . import reminder_now as reminder_now
    from . import restore as restore
    from . import resurface as resurface
    from . import review as review
    from . import review_long as review_long
    from . import safety_pause as safety_pause
    from . import search as search
    from . import streaks as streaks
    from . import sync as sync
    from . import sync_doctor as sync_doctor
    from . import sync_folder as sync_folder
    from . import sync_keys as sync_keys
    from . import sync_machines as sync_machines
    from . import sync_rekey as sync_rekey
    from . import sync_result as sync_result
    from . import sync_setup as sync_setup
    from . import sync_status as sync_status
    from . import sync_write as sync_write
    from . import tags as tags
    from . import today as today
    from . import two_places as two_places
    from . import what as what
    from . import writing as writing
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
