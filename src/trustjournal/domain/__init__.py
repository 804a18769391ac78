"""What a journal is, in plain values and functions.

Standard library only; no clock, no randomness, no files. Whoever calls brings the day,
the salt and the entries, so every rule here can be tested by giving it numbers.
"""

from __future__ import annotations
