"""YAML parsed into a plain tree of texts, lists and mappings, each with its place in the file.

Every scalar stays the text it was written as, so `no` is not false and `12:30` is not a
number of seconds. Aliases, deep nesting, doubled keys and large files are refused: a pack
needs none of them, and they let a small file do great harm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from .problems import MAX_BYTES, Problem

MAX_DEPTH = 20
MAX_NODES = 20_000

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


@dataclass(slots=True)
class Node:
    """A node of the tree, with the line and column where it begins (counted from 1)."""

    line: int
    column: int


@dataclass(slots=True)
class Scalar(Node):
    """A text; `quoted` if it is in quotes in the file."""

    value: str
    quoted: bool


@dataclass(slots=True)
class Sequence(Node):
    """A list."""

    items: list[Node]


@dataclass(slots=True)
class Mapping(Node):
    """Keys and values, in the order of the file."""

    items: dict[str, tuple[Scalar, Node]]


class Unreadable(Exception):
    """The file cannot be parsed into a tree; `problem` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def _refuse(what: str, mark: yaml.Mark | None = None, **details: str) -> Unreadable:
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Unreadable(Problem(what, line, column, details=details))


def parse(raw: bytes) -> Node:
    """Parse a YAML file into a tree. Raises `Unreadable`, and nothing else, for a bad file."""
    if len(raw) > MAX_BYTES:
        raise _refuse("pack_too_large", limit=f"{MAX_BYTES // 1024} KB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refuse("pack_not_utf8", None, at=str(error.start)) from None
    parser = _Loader(text)
    try:
        return _Builder(parser).document()
    except yaml.MarkedYAMLError as error:
        problem = " ".join(filter(None, (error.problem, error.context)))
        if "nesting depth" in problem:  # libyaml reads ahead and has a limit of its own
            raise _refuse("pack_too_deep", error.problem_mark) from None
        raise _refuse("pack_not_yaml", error.problem_mark, why=_CONTROL.sub("", problem)) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise _refuse("pack_not_yaml", None, why="it has characters YAML doesn't allow") from None
    finally:
        parser.dispose()


class _Builder:
    """Builds the tree from the parser's events.

    `yaml.compose` would resolve aliases before they can be refused, and its nodes don't record
    anchors.
    """

    def __init__(self, parser: yaml.SafeLoader) -> None:
        self._parser = parser
        self._nodes = 0

    def document(self) -> Node:
        parser = self._parser
        parser.get_event()
        if isinstance(parser.peek_event(), yaml.StreamEndEvent):
            raise _refuse("pack_empty")
        parser.get_event()
        root = self._node(0)
        parser.get_event()
        following = parser.peek_event()
        if not isinstance(following, yaml.StreamEndEvent):
            raise _refuse("pack_two_documents", following.start_mark)
        return root

    def _node(self, depth: int) -> Node:
        event = self._parser.get_event()
        mark = event.start_mark
        self._nodes += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            raise _refuse("pack_alias", mark)
        if self._nodes > MAX_NODES or depth > MAX_DEPTH:
            raise _refuse("pack_too_deep", mark)
        place = (mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(*place, _CONTROL.sub("", event.value), bool(event.style))
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(*place, self._items(depth))
        return Mapping(*place, self._pairs(depth))

    def _items(self, depth: int) -> list[Node]:
        items: list[Node] = []
        while not isinstance(self._parser.peek_event(), yaml.SequenceEndEvent):
            items.append(self._node(depth + 1))
        self._parser.get_event()
        return items

    def _pairs(self, depth: int) -> dict[str, tuple[Scalar, Node]]:
        pairs: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(self._parser.peek_event(), yaml.MappingEndEvent):
            mark = self._parser.peek_event().start_mark
            key = self._node(depth + 1)
            if not isinstance(key, Scalar):
                raise _refuse("pack_key_not_text", mark)
            if key.value in pairs:
                raise _refuse("pack_doubled_key", mark, key=key.value[:40])
            pairs[key.value] = (key, self._node(depth + 1))
        self._parser.get_event()
        return pairs
