"""The reasons why a file in the sync folder can't be used now.

None is an error for a person: a caller passes over the file, counts it, and goes on with the rest.
No file is changed or removed because of them.
"""

from __future__ import annotations


class Unusable(Exception):
    """A file in the sync folder that can't be used now."""


class NotArrived(Unusable):
    """Only its name has arrived, or the engine keeps its content elsewhere until it's needed."""


class NotOurs(Unusable):
    """It isn't an ordinary file, or doesn't begin as our files do."""


class Incomplete(Unusable):
    """It's half copied or damaged: what it holds doesn't fit its name."""


class TooLarge(Unusable):
    """It, or what it inflates to, is larger than any file we write."""


class OtherJournal(Unusable):
    """It belongs to another journal."""


class OtherKey(Unusable):
    """It's complete, but none of the keys opens it."""


class WrongPassphrase(Unusable):
    """It's a complete key file, but the passphrase doesn't open it."""


class NewerVersion(Unusable):
    """A newer version of the program made it."""

    def __init__(self, machine: str = "", program: str = "") -> None:
        """Take the name of the machine and the version that made it, empty if they're unknown."""
        super().__init__(machine, program)
        self.machine = machine
        self.program = program


class Malformed(Unusable):
    """It opens, but what is inside isn't what we write."""
