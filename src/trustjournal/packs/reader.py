"""The pack reader: checks a YAML tree against `schema` and builds the domain's pack from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..domain.practices import PRACTICES, Practice
from ..domain.prompts import SOMEONE, LongerWording, Pack, PackQuestion, Prompt
from . import schema
from .problems import Problem
from .yaml_tree import Mapping, Node, Scalar, Sequence, Unreadable, parse

_TRUE = {"true", "yes", "on"}
_FALSE = {"false", "no", "off"}
_NOTHING = {"null", "~", ""}


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading a file: the pack, or None after an error, and all problems."""

    pack: Pack | None
    problems: tuple[Problem, ...]


def read(raw: bytes) -> Reading:
    """Read a pack file. Never raises; anything wrong is reported as a problem."""
    try:
        root = parse(raw)
    except Unreadable as error:
        return Reading(None, (error.problem,))
    reader = _Reader()
    values = reader.mapping(root, schema.PACK, "")
    reader.check_pack(root, values)
    problems = tuple(sorted(reader.problems, key=lambda p: (p.line, p.column)))
    if any(problem.severity == "error" for problem in problems):
        return Reading(None, problems)
    return Reading(_pack(values), problems)


class _Reader:
    """Checks a tree against the tables of `schema` and collects the problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def _report(
        self, what: str, node: Node, place: str, severity: str = "error", **more: str
    ) -> None:
        self.problems.append(Problem(what, node.line, node.column, place, severity, more))

    def mapping(self, node: Node, fields: dict[str, schema.Field], path: str) -> dict[str, Any]:
        """Return the values of a mapping by field name, without the invalid ones."""
        if not isinstance(node, Mapping):
            self._report("pack_not_mapping", node, path)
            return {}
        values: dict[str, Any] = {}
        for name, (key, value) in node.items.items():
            place = f"{path}.{name}" if path else name
            field = fields.get(name)
            if field is None:
                self._report("pack_unknown_key", key, place, "warning", allowed=", ".join(fields))
            elif not _is_nothing(value):
                parsed = self._value(value, field, place)
                if parsed is not None:
                    values[name] = parsed
        present = {name for name, (_, value) in node.items.items() if not _is_nothing(value)}
        for name, field in fields.items():
            if field.required and name not in present:
                self._report("pack_missing_key", node, path, key=name)
        return values

    def _value(self, node: Node, field: schema.Field, path: str) -> Any:
        match field.kind:
            case "table":
                return self._table(node, field, path)
            case "texts":
                return self._texts(node, field, path)
            case _:
                return self._scalar(node, field, path)

    def _table(self, node: Node, field: schema.Field, path: str) -> list[dict[str, Any]] | None:
        if not isinstance(node, Sequence):
            self._report("pack_not_list", node, path)
            return None
        rows = []
        for number, item in enumerate(node.items, start=1):
            place = f"{path}[{number}]"
            if field.rows is schema.PRACTICE and isinstance(item, Scalar):
                row = {"id": self._scalar(item, schema.PRACTICE["id"], place)}
                if row["id"] is not None and row["id"] not in PRACTICES:
                    self._report(
                        "pack_unknown_practice",
                        item,
                        place,
                        value=item.value[:40],
                        allowed=", ".join(PRACTICES),
                    )
            else:
                row = self.mapping(item, field.rows or {}, place)
            row["_node"] = item
            rows.append(row)
        return rows

    def _texts(self, node: Node, field: schema.Field, path: str) -> tuple[str, ...] | None:
        items = node.items if isinstance(node, Sequence) else [node]
        if field.high and len(items) > field.high:
            self._report("pack_too_many", node, path, most=str(field.high))
            return None
        texts = [self._scalar(item, field, path) for item in items]
        return tuple(text for text in texts if text is not None)

    def _scalar(self, node: Node, field: schema.Field, path: str) -> Any:
        if not isinstance(node, Scalar):
            # The usual cause: an unquoted `?` or `{person}`.
            self._report("pack_not_text", node, path)
            return None
        value = node.value
        if field.required and not value.strip():
            self._report("pack_blank", node, path)
        elif len(value) > field.limit:
            self._report("pack_text_too_long", node, path, limit=str(field.limit))
        elif field.holds not in value:
            self._report("pack_lacks", node, path, value=field.holds)
        elif field.choices and value not in field.choices:
            self._report(
                "pack_not_allowed",
                node,
                path,
                value=value[:40],
                allowed=", ".join(field.choices),
            )
        elif field.kind == "slug" and not re.fullmatch(schema.SLUG, value):
            self._report("pack_not_slug", node, path, value=value[:40])
        elif field.kind == "number":
            return self._number(node, field, path)
        elif field.kind == "flag":
            return self._flag(node, path)
        else:
            return value
        return None

    def _number(self, node: Scalar, field: schema.Field, path: str) -> int | None:
        if re.fullmatch(r"\d{1,4}", node.value) and field.low <= int(node.value) <= field.high:
            return int(node.value)
        self._report(
            "pack_not_number",
            node,
            path,
            value=node.value[:40],
            low=str(field.low),
            high=str(field.high),
        )
        return None

    def _flag(self, node: Scalar, path: str) -> bool | None:
        value = node.value.lower()
        if value in _TRUE | _FALSE:
            return value in _TRUE
        self._report("pack_not_flag", node, path, value=node.value[:40])
        return None

    def check_pack(self, root: Node, values: dict[str, Any]) -> None:
        """Check across fields: the schema version, doubled ids, practices, the first prompt."""
        if values.get("schema", schema.VERSION) > schema.VERSION:
            # Anything else new in it must not hide the reason it cannot be read.
            self.problems.clear()
            self._report("pack_newer_schema", root, "schema", version=str(values["schema"]))
            return
        practices = set(PRACTICES) | {row.get("id") for row in values.get("practices", ())}
        for table in ("prompts", "review", "review_longer", "checkin", "pulse", "practices"):
            self._check_ids(table, values.get(table, ()))
        for number, row in enumerate(values.get("prompts", ()), start=1):
            practice = row.get("practice")
            if practice is not None and practice not in practices:
                self._report(
                    "pack_unknown_practice",
                    row["_node"],
                    f"prompts[{number}].practice",
                    value=practice,
                    allowed=", ".join(sorted(filter(None, practices))),
                )
        ids = {row.get("id") for row in values.get("prompts", ())}
        if values.get("first") is not None and values["first"] not in ids:
            self._report("pack_unknown_first", root, "first", value=values["first"])

    def _check_ids(self, table: str, rows: list[dict[str, Any]]) -> None:
        seen: dict[str, int] = {}
        for number, row in enumerate(rows, start=1):
            name, node = row.get("id"), row["_node"]
            if name in seen:
                self._report(
                    "pack_doubled_id",
                    node,
                    f"{table}[{number}].id",
                    value=name,
                    line=str(seen[name]),
                )
            elif name is not None:
                seen[name] = node.line


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and not node.quoted and node.value in _NOTHING


def _pack(values: dict[str, Any]) -> Pack:
    """Build the domain's pack from checked values."""
    pack_id = values["id"]
    origin = values.get("translation_of") or pack_id
    return Pack(
        id=pack_id,
        title=values["title"],
        version=values["version"],
        language=values["language"],
        license=values["license"],
        description=values.get("description", ""),
        about=values.get("about", "").strip(),
        how_to_use=values.get("how_to_use", "").strip(),
        author=values.get("author", ()),
        first=values.get("first"),
        translation_of=values.get("translation_of"),
        someone=values.get("someone", SOMEONE),
        practices=tuple(
            Practice(row["id"], row["title"], row.get("description", ""))
            for row in values.get("practices", ())
            if "title" in row
        ),
        prompts=tuple(
            Prompt(
                pack=pack_id,
                origin=f"{origin}/{row['id']}",
                language=values["language"],
                someone=values.get("someone", SOMEONE),
                **_without_node(row),
            )
            for row in values["prompts"]
        ),
        review=_questions(values, "review"),
        review_longer=tuple(
            LongerWording(**_without_node(row)) for row in values.get("review_longer", ())
        ),
        checkin=_questions(values, "checkin"),
        pulse=_questions(values, "pulse"),
    )


def _questions(values: dict[str, Any], table: str) -> tuple[PackQuestion, ...]:
    return tuple(PackQuestion(**_without_node(row)) for row in values.get(table, ()))


def _without_node(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "_node"}
