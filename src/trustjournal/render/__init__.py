"""Results into words: every sentence, colour and layout of the program is chosen here.

Each module takes results of `flows` or values of the `domain` and returns something a
`screen.Screen` can print; `envelope` says the same as JSON. Rich is imported nowhere else.
"""

from __future__ import annotations
