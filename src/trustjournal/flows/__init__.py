"""What takes more than one step. A flow reads, decides and writes, and returns a result.

It prints nothing and asks nothing: that is for `cli` (or another face) and `render`.
"""

from __future__ import annotations
