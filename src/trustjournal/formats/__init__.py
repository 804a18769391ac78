"""Import and export: text to entries and back, one module for each format and direction.

Only `source` opens files, and only those to be imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import csv_out as csv_out
    from . import date_formats as date_formats
    from . import dayone_in as dayone_in
    from . import dayone_out as dayone_out
    from . import epub_out as epub_out
    from . import exporter_protocol as exporter_protocol
    from . import exporters as exporters
    from . import front_matter as front_matter
    from . import html_out as html_out
    from . import ics_out as ics_out
    from . import importers as importers
    from . import incoming as incoming
    from . import jrnl_common as jrnl_common
    from . import jrnl_json_in as jrnl_json_in
    from . import jrnl_out as jrnl_out
    from . import jrnl_text_in as jrnl_text_in
    from . import json_in as json_in
    from . import json_out as json_out
    from . import json_schema as json_schema
    from . import json_stream as json_stream
    from . import markdown_in as markdown_in
    from . import markdown_out as markdown_out
    from . import markdown_pages_in as markdown_pages_in
    from . import name_numbers as name_numbers
    from . import note_names as note_names
    from . import notes_in as notes_in
    from . import source as source
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
