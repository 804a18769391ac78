"""The screens: every sentence, colour and layout of the program is chosen here.

Each module takes results of `services` or values of the `domain` and returns something a
`screen.Screen` can print. `json_envelope` turns the same results into JSON. Rich is imported
nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import about as about
    from . import backup as backup
    from . import compose as compose
    from . import config as config
    from . import day_marks as day_marks
    from . import doctor as doctor
    from . import doctor_findings as doctor_findings
    from . import encryption as encryption
    from . import entry as entry
    from . import entry_history as entry_history
    from . import entry_list as entry_list
    from . import export as export
    from . import full_screen as full_screen
    from . import help as help
    from . import import_ as import_
    from . import inbox as inbox
    from . import json_envelope as json_envelope
    from . import keys as keys
    from . import markdown as markdown
    from . import memory as memory
    from . import messages as messages
    from . import missing_journal as missing_journal
    from . import onboarding as onboarding
    from . import packs as packs
    from . import pauses as pauses
    from . import people as people
    from . import phrases as phrases
    from . import reading as reading
    from . import remind as remind
    from . import resurface as resurface
    from . import review as review
    from . import rich_output as rich_output
    from . import safety_texts as safety_texts
    from . import sanitize as sanitize
    from . import screen as screen
    from . import search as search
    from . import setup as setup
    from . import storage_warning as storage_warning
    from . import streak as streak
    from . import sync as sync
    from . import sync_status as sync_status
    from . import tags as tags
    from . import today as today
    from . import ways as ways
    from . import widgets as widgets
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
