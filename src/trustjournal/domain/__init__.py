"""The journal's model: plain values and pure functions.

Standard library only; no clock, no randomness, no files. The caller passes in the day, the salt
and the entries, so every rule here can be tested with plain numbers.
"""

from __future__ import annotations
