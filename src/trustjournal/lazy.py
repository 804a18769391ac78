"""A helper for packages that import each module on its first use."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from types import ModuleType


def submodules(package: str) -> Callable[[str], ModuleType]:
    """Return a module-level `__getattr__` that imports a submodule on its first use (PEP 562).

    `from .. import views` then costs nothing until `views.sit` is used. Without this, each run
    would import Rich, SQLModel and every screen, which takes about half a second.
    """

    def load(name: str) -> ModuleType:
        full_name = f"{package}.{name}"
        try:
            return import_module(full_name)
        except ModuleNotFoundError as error:
            if error.name != full_name:
                raise
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None

    return load
