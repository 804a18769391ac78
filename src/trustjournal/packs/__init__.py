"""Prompt packs: YAML files of questions, read as data and nothing else.

`nodes` turns a file into a tree that remembers lines and columns and refuses what YAML can do
to harm; `schema` says what a pack may hold; `read` makes the domain's packs of it; `library`
knows where packs lie and which are on.
"""

from __future__ import annotations
