"""Text to entries and back, one file a format. `source` alone opens files, those that come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import dates as dates
    from . import dayone as dayone
    from . import exporter as exporter
    from . import exporters as exporters
    from . import from_json as from_json
    from . import from_markdown as from_markdown
    from . import front as front
    from . import incoming as incoming
    from . import jrnl as jrnl
    from . import jrnl_json as jrnl_json
    from . import jrnl_text as jrnl_text
    from . import json_schema as json_schema
    from . import json_stream as json_stream
    from . import markdown as markdown
    from . import names as names
    from . import notes as notes
    from . import numbers as numbers
    from . import pages as pages
    from . import readers as readers
    from . import source as source
    from . import to_csv as to_csv
    from . import to_dayone as to_dayone
    from . import to_jrnl as to_jrnl
    from . import to_json as to_json
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
