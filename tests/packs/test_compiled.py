"""Packs as the wheel carries them: the same as their YAML, or not used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trustjournal.packs.compiled import FOLDER, compile_pack, load
from trustjournal.packs.library import built_in_folder
from trustjournal.packs.reader import read


@pytest.fixture
def yaml(tmp_path: Path) -> Path:
    """A pack of the program in a folder of its own."""
    (tmp_path / FOLDER).mkdir()
    path = tmp_path / "joys.yaml"
    path.write_bytes((built_in_folder() / "joys.yaml").read_bytes())
    return path


def compile_beside(path: Path) -> Path:
    raw = path.read_bytes()
    pack = read(raw).pack
    assert pack is not None
    made = path.parent / FOLDER / f"{path.stem}.json"
    made.parent.mkdir(exist_ok=True)
    made.write_text(compile_pack(pack, raw), "utf-8")
    return made


@pytest.mark.parametrize("pack", sorted(built_in_folder().glob("*.yaml")), ids=lambda p: p.stem)
def test_a_compiled_pack_is_what_its_yaml_says(pack: Path, tmp_path: Path) -> None:
    copied = tmp_path / pack.name
    copied.write_bytes(pack.read_bytes())
    compile_beside(copied)

    assert load(copied) == read(pack.read_bytes()).pack


def test_an_edited_file_is_not_what_was_compiled(yaml: Path) -> None:
    compile_beside(yaml)
    assert load(yaml) is not None
    yaml.write_bytes(yaml.read_bytes().replace(b"joy", b"Joy", 1))
    assert load(yaml) is None


@pytest.mark.parametrize(
    "damage",
    [
        lambda made: made.unlink(),
        lambda made: made.write_bytes(made.read_bytes()[:-10]),
        lambda made: made.write_bytes(b"\xff"),
        lambda made: made.write_text("[]"),
        lambda made: _change(made, prompts=[{"unknown": 1}]),
        lambda made: _change(made, prompts=3),
    ],
    ids=["gone", "cut short", "no text", "another shape", "another schema", "no list"],
)
def test_what_cannot_be_used_is_read_from_yaml(yaml: Path, damage: object) -> None:
    made = compile_beside(yaml)
    assert callable(damage)
    damage(made)
    assert load(yaml) is None


def _change(made: Path, **values: object) -> None:
    content = json.loads(made.read_text("utf-8"))
    content["pack"] |= values
    made.write_text(json.dumps(content), "utf-8")
