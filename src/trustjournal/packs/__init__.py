"""Prompt packs: YAML files of questions, read as data and nothing else.

`yaml_tree` parses a file into a tree that remembers lines and columns and refuses YAML's harmful
features; `schema` defines what a pack may contain; `reader` builds the domain's packs from the
tree; `library` finds the pack files and reads them on request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import compiled as compiled
    from . import json_schema as json_schema
    from . import library as library
    from . import lint as lint
    from . import lint_words as lint_words
    from . import problems as problems
    from . import reader as reader
    from . import schema as schema
    from . import template as template
    from . import yaml_tree as yaml_tree
else:
    from ..lazy import submodules

    __getattr__ = submodules(__name__)
