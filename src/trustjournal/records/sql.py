"""SQL conditions and statements that several parts of the journal share."""

from __future__ import annotations

ENTRIES_IN_ORDER = """
            (SELECT n FROM entry WHERE day BETWEEN ? AND ? ORDER BY created_at, id LIMIT -1) k
            CROSS JOIN entry e ON e.n = k.n"""
"""The entries about some days in the order in which they were written; see `Section.select`."""
LIVE = "e.deleted_at IS NULL"
"""The condition for an entry that isn't in the trash."""
QUIET = """EXISTS (
        SELECT 1 FROM entry_person ep JOIN person pe ON pe.key = ep.key
        WHERE ep.entry_n = e.n AND NOT pe.quote)"""
"""The condition for an entry about someone who is not to be quoted."""
OUTCOME_TOLD = f"""NOT EXISTS (
        SELECT 1 FROM entry o
        WHERE o.kind = 'review' AND o.period = i.period AND o.n IS NOT i.entry_n
        AND (o.private OR o.deleted_at IS NOT NULL OR {QUIET.replace(" e.n", " o.n")}))"""
"""The condition for an outcome from before reviews stored their own: no such review hides it."""
UNQUOTED = "SELECT key FROM person WHERE NOT quote"
"""The people who are not to be quoted."""
ONCE_HIDDEN = """EXISTS (
    SELECT 1 FROM revision h WHERE h.entry_n = e.n AND (h.private OR instr(h.body, '%%')))"""
"""Whether an earlier version of an entry is private or hides words."""
OF_ENTRY = f"e.private AS _private, {QUIET} AS _quiet, e.body AS _body"
"""The columns of an entry that decide what is private in a record that belongs to it."""
