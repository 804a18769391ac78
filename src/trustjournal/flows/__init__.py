"""What takes more than one step. A flow reads, decides and writes, and returns a result.

It prints nothing and asks nothing: that is for `cli` (or another face) and `render`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import again as again
    from . import answers as answers
    from . import backup as backup
    from . import checkins as checkins
    from . import clock as clock
    from . import destination as destination
    from . import doctor as doctor
    from . import due as due
    from . import edit as edit
    from . import enabled as enabled
    from . import export as export
    from . import export_folder as export_folder
    from . import find as find
    from . import import_parts as import_parts
    from . import imports as imports
    from . import listing as listing
    from . import lookback as lookback
    from . import moments as moments
    from . import packs as packs
    from . import people as people
    from . import planning as planning
    from . import promise_drafts as promise_drafts
    from . import promises as promises
    from . import pulse as pulse
    from . import question as question
    from . import recovery as recovery
    from . import review as review
    from . import safety as safety
    from . import sealing as sealing
    from . import search as search
    from . import share as share
    from . import sit as sit
    from . import standing as standing
    from . import tags as tags
    from . import today as today
    from . import unsaid as unsaid
    from . import write as write
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
