"""How two machines' versions of one record become one: a pure function, and what it joins.

Every record of a journal (`kinds.KINDS`) has a *state*, a plain JSON value made of *parts*
(`parts`). Two states join into one. The join is commutative, associative and idempotent, so it
doesn't matter in which order, how often or by which way states arrive. A state only grows; a
tombstone takes the words away, and stays. Nothing depends on clocks being right: they only decide
which of two changes is read when neither writer had seen the other's.

A caller works with these parts:

- `kinds.join(kind, left, right)` joins two states of a record.
- `kinds.from_values(kind, values)` makes the state of a row that was never changed, and
  `entries.from_rows` that of an entry with its earlier versions. Two machines whose journal was
  copied by hand make equal states of equal rows. `kinds.values_of` and `entries.values_of` give
  the row that a state reads like. `kinds.key_of` names the record.
- Changes return a new state: `kinds.change`, `kinds.remove`, `kinds.remove_line`; for entries
  `entries.edit`, `entries.trash`, `entries.untrash`, `entries.purge`.
- `kinds.follow_purges` removes what belongs to a purged entry or promise.
- `entries.current`, `entries.branches`, `entries.earlier_versions`,
  `entries.is_edited_in_two_places`, `entries.is_in_trash`, `entries.is_back_from_trash`, and for
  every kind `kinds.is_purged`, `kinds.other_words` and `kinds.unseen_words` read a state.
- `stamps.next_stamp` is the clock. `stamps.newest` gives the last stamp in a state: raise the clock
  to it whenever a state is stored, also one that was made of rows.

The rule of shapes: `parts.by_shape` joins what this version doesn't know, a kind or a part, by
what it looks like. All known parts have a shape for which that rule does what their own join does.
So an older program passes on the states of a newer one as the newer would have joined them.
"""

from __future__ import annotations
