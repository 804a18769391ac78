"""What hatchling runs when a wheel is built: the packs are read and compiled into it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompilePacks(BuildHookInterface[Any]):
    """Puts `packs/compiled.py`'s form of each pack beside its YAML."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel is put together; an editable one goes on reading its YAML."""
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        from trustjournal.packs.compiled import FOLDER, compile_pack
        from trustjournal.packs.reader import read

        self._folder = tempfile.TemporaryDirectory()
        for path in sorted((Path(self.root) / "prompts").glob("*.yaml")):
            raw = path.read_bytes()
            pack = read(raw).pack
            if pack is None:
                raise ValueError(f"{path.name} is no pack that can be used: trust packs check")
            made = Path(self._folder.name) / f"{path.stem}.json"
            made.write_text(compile_pack(pack, raw), "utf-8")
            build_data["force_include"][str(made)] = (
                f"trustjournal/_prompts/{FOLDER}/{path.stem}.json"
            )

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called after it."""
        if version != "editable":
            self._folder.cleanup()
