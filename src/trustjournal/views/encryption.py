"""The words of `trust encrypt`, and of asking for a passphrase."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import phrases
from .sanitize import safe_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ..services.encryption import Changed, Removed

ASK = "Passphrase: "
ASK_AGAIN = "That did not open it. Passphrase: "
NEW = "New passphrase: "
NEW_AGAIN = "The same again: "
NEW_ONCE_MORE = "That wasn't the same. Again (Enter alone changes nothing): "
REMOVE = "Remove them? [y/N] "
BEFORE = (
    "The passphrase is the only way in: nobody can bring a forgotten one back."
    " Five words nobody would guess are a good one; write it down somewhere safe."
)


def plain_copies(left: Sequence[Path]) -> Iterator[RenderableType]:
    """The copies that are not sealed."""
    from rich.text import Text

    many = phrases.count(len(left), "backup is", "backups are")
    yield Text(f"{many} not sealed, in {safe_line(str(left[0].parent))}:")
    for path in left:
        yield Text(f"  {safe_line(path.name)}")


def not_copied(why: str, *, has_left: bool) -> str:
    """Say that no encrypted backup could be made, and what that means for the readable ones."""
    kept = "; the backups that are not sealed were kept" if has_left else ""
    return f"trust: the journal is sealed, but no sealed backup could be made: {why}{kept}"


def changed(
    found: Changed | None, left: Sequence[Path], *, removed: Removed | None, wanted: bool
) -> Iterator[RenderableType]:
    """How the journal is now, and what is still readable."""
    from . import widgets

    if found and not found.sealed:
        yield widgets.text(
            "The journal is plain now: someone who can use your account can read it."
        )
        yield widgets.text("Backups made while it was sealed still need the passphrase.", "dim")
        return
    if found:
        if found.was_sealed_now:
            yield widgets.text("The journal is sealed. Each command asks for the passphrase.")
        if found.remembered:
            yield widgets.text("The keyring has its key, so you are not asked on this computer.")
        elif wanted:
            yield widgets.text("No keyring could be reached, so you are asked each time.")
        if found.drafts:
            many = phrases.count(found.drafts, "unsaved text")
            yield widgets.text(f"{many} sealed with it.", "dim")
    if removed:
        yield from _removed(removed)
    elif left:
        yield from plain_copies(left)
        yield widgets.text("trust encrypt --remove-plaintext removes them.", "dim")
    if found and found.was_sealed_now:
        yield widgets.text(
            "Exports and copies you made elsewhere stay as they are.",
            "dim",
        )


def _removed(removed: Removed) -> Iterator[RenderableType]:
    """What became of the copies that were to go."""
    from . import widgets

    if removed.sealed:
        many = phrases.count(len(removed.sealed), "backup")
        yield widgets.text(f"{many} of what a restore replaced sealed, not removed.", "dim")
    if removed.gone:
        yield widgets.text(
            f"{phrases.count(len(removed.gone), 'backup')} removed. A disk may keep traces of"
            " removed files until it needs the room.",
            "dim",
        )
    for path in removed.spared:
        yield widgets.text(
            f"{safe_line(str(path))} is damaged and can't be sealed. It may hold words that are"
            " nowhere else; remove it once nothing of it is needed."
        )
