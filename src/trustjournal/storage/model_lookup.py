"""Finding the SQLModel class of a table by its name."""

from __future__ import annotations

from functools import cache

from sqlmodel import SQLModel

from .. import storage
from . import models


@cache
def model(table: str) -> type[SQLModel]:
    """Return the class for the rows of a table.

    The classes in `models_other` are made only for a table that `models` lacks: each takes 5 ms.
    """
    of_table = _classes(vars(models))
    if table not in of_table:
        of_table = _classes(vars(storage.models_other))
    return of_table[table]


def _classes(names: dict[str, object]) -> dict[str, type[SQLModel]]:
    classes = (value for value in names.values() if isinstance(value, type))
    return {
        str(value.__tablename__): value
        for value in classes
        if issubclass(value, SQLModel) and value is not SQLModel
    }
