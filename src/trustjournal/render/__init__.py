"""Results into words: every sentence, colour and layout of the program is chosen here.

Each module takes results of `flows` or values of the `domain` and returns something a
`screen.Screen` can print; `envelope` says the same as JSON. Rich is imported nowhere else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import again as again
    from . import backups as backups
    from . import checkins as checkins
    from . import consistency as consistency
    from . import doctor as doctor
    from . import entries as entries
    from . import envelope as envelope
    from . import exports as exports
    from . import findings as findings
    from . import help as help
    from . import history as history
    from . import imports as imports
    from . import listing as listing
    from . import lost as lost
    from . import markdown as markdown
    from . import marks as marks
    from . import messages as messages
    from . import moments as moments
    from . import newcomer as newcomer
    from . import packs as packs
    from . import pages as pages
    from . import parts as parts
    from . import people as people
    from . import places as places
    from . import promises as promises
    from . import pulse as pulse
    from . import review as review
    from . import safe as safe
    from . import safety_texts as safety_texts
    from . import screen as screen
    from . import sealing as sealing
    from . import search as search
    from . import settings as settings
    from . import share as share
    from . import sit as sit
    from . import tags as tags
    from . import today as today
    from . import unsaid as unsaid
    from . import words as words
    from . import writing as writing
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
